"""Amounts in words: 人民币大写 in the characters that cannot be altered, and English as on cheques."""

from decimal import Decimal

from nonet.kernel.money import currencies, round_amount

DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = ("", "拾", "佰", "仟")
TRADITIONAL = str.maketrans("贰叁陆万亿圆负", "貳參陸萬億圓負")
ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
).split()
TENS = ("", "", *"twenty thirty forty fifty sixty seventy eighty ninety".split())
SCALES = ("", " thousand", " million", " billion", " trillion")


def amount_in_words(amount: Decimal, currency: str, language: str) -> str:
    """Return an amount in words: in Chinese with capital numerals, else in English."""
    rounded = round_amount(amount, currency)
    if language.startswith("zh"):
        return _chinese(rounded, currency, language)
    return _english(rounded, currency)


def _chinese(amount: Decimal, currency: str, language: str) -> str:
    whole, cents = _split(abs(amount))
    head = "" if currency == "CNY" else _currency_name(currency, language)
    text = f"{_whole_words(whole)}圆" if whole or not cents else ""
    tenth, hundredth = divmod(cents, 10)
    if not cents:
        text += "整"
    else:
        if tenth:
            text += f"{DIGITS[tenth]}角"
        elif whole:
            text += "零"
        text += f"{DIGITS[hundredth]}分" if hundredth else "整"
    text = ("负" if amount < 0 else "") + text
    return head + (text.translate(TRADITIONAL) if language == "zh-hant" else text)


def _split(amount: Decimal) -> tuple[int, int]:
    whole = int(amount)
    return whole, int((amount - whole) * 100)


def _currency_name(code: str, language: str) -> str:
    found = currencies().get(code)
    return found.name_in(language) if found else code


def _whole_words(number: int) -> str:
    """Return a whole number: 亿 and 万 of what stands before them, one 零 for every gap."""
    for size, sign in ((10**8, "亿"), (10**4, "万")):
        if number >= size:
            head, rest = divmod(number, size)
            gap = DIGITS[0] if 0 < rest < size // 10 else ""
            return _whole_words(head) + sign + gap + (_whole_words(rest) if rest else "")
    return _four(number) or DIGITS[0]


def _four(number: int) -> str:
    text, gap = "", False
    for index in range(3, -1, -1):
        digit = number // 10**index % 10
        if not digit:
            gap = gap or bool(text)
            continue
        text += (DIGITS[0] if gap else "") + DIGITS[digit] + UNITS[index]
        gap = False
    return text


def _english(amount: Decimal, currency: str) -> str:
    whole, cents = _split(abs(amount))
    words = ("minus " if amount < 0 else "") + _number_words(whole)
    tail = f" and {cents:02d}/100" if cents else " only"
    return f"{_currency_name(currency, 'en')}: {words}{tail}"


def _number_words(number: int) -> str:
    if not number:
        return ONES[0]
    parts: list[str] = []
    for scale in SCALES:
        number, rest = divmod(number, 1_000)
        if rest:
            parts.insert(0, _hundreds(rest) + scale)
    return " ".join(parts)


def _hundreds(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{ONES[hundreds]} hundred"] if hundreds else []
    if rest >= 20:
        words.append(TENS[rest // 10] + (f"-{ONES[rest % 10]}" if rest % 10 else ""))
    elif rest:
        words.append(ONES[rest])
    return " and ".join(words)
