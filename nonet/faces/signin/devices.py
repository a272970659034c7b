"""What a browser calls itself, in words that people recognise."""

SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
BROWSERS = (
    ("wxwork", "企业微信"),
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Lark", "飞书"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("HeadlessChrome", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("curl", "curl"),
    ("python", "Python"),
)


def device_name(agent: str) -> str:
    """Return the browser and the system named by a User-Agent header; its first word when both are unknown."""
    found = [next((name for mark, name in each if mark in agent), "") for each in (BROWSERS, SYSTEMS)]
    return " · ".join(each for each in found if each) or agent.partition(" ")[0][:40]
