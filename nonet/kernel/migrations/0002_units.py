"""The units of measure that every company starts with (UN/ECE Recommendation 20 codes), and the number schema."""

from decimal import Decimal

from django.db import migrations

# code, English, simplified, traditional, dimension, factor to the dimension's base unit, decimals shown
UNITS = [
    ("PCE", "piece", "件", "件", "count", "1", 0),
    ("PR", "pair", "双", "雙", "count", "2", 0),
    ("SET", "set", "套", "套", "count", "1", 0),
    ("DZN", "dozen", "打", "打", "count", "12", 0),
    ("BX", "box", "盒", "盒", "count", "1", 0),
    ("CT", "carton", "箱", "箱", "count", "1", 0),
    ("PK", "pack", "包", "包", "count", "1", 0),
    ("BG", "bag", "袋", "袋", "count", "1", 0),
    ("BO", "bottle", "瓶", "瓶", "count", "1", 0),
    ("RO", "roll", "卷", "卷", "count", "1", 0),
    ("ST", "sheet", "张", "張", "count", "1", 0),
    ("PF", "pallet", "托盘", "棧板", "count", "1", 0),
    ("GRM", "gram", "克", "克", "weight", "0.001", 0),
    ("KGM", "kilogram", "千克", "公斤", "weight", "1", 3),
    ("JIN", "jin", "斤", "市斤", "weight", "0.5", 2),
    ("TNE", "tonne", "吨", "公噸", "weight", "1000", 3),
    ("LBR", "pound", "磅", "磅", "weight", "0.45359237", 3),
    ("MMT", "millimetre", "毫米", "公釐", "length", "0.001", 0),
    ("CMT", "centimetre", "厘米", "公分", "length", "0.01", 1),
    ("MTR", "metre", "米", "公尺", "length", "1", 3),
    ("MTK", "square metre", "平方米", "平方公尺", "area", "1", 3),
    ("MTQ", "cubic metre", "立方米", "立方公尺", "volume", "1000", 4),
    ("LTR", "litre", "升", "公升", "volume", "1", 3),
    ("MLT", "millilitre", "毫升", "毫升", "volume", "0.001", 0),
    ("MIN", "minute", "分钟", "分鐘", "time", "60", 0),
    ("HUR", "hour", "小时", "小時", "time", "3600", 2),
    ("DAY", "day", "天", "天", "time", "86400", 2),
    ("MON", "month", "月", "月", "time", "2629746", 2),
]


def add_units(apps, schema_editor):
    unit = apps.get_model("kernel", "Unit")
    unit.objects.bulk_create(
        unit(
            code=code,
            name=name,
            name_zh_hans=hans,
            name_zh_hant=hant,
            dimension=dimension,
            factor=Decimal(factor),
            decimals=decimals,
        )
        for code, name, hans, hant, dimension, factor, decimals in UNITS
    )


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.RunPython(add_units, migrations.RunPython.noop),
        migrations.RunSQL("CREATE SCHEMA IF NOT EXISTS nonet_numbers", "DROP SCHEMA nonet_numbers CASCADE"),
    ]
