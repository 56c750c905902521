"""Made-up names: surnames by how common they are, given names by the fashion of the years, and what makes offices
stumble: compound surnames, names of other nationalities with ·, characters beyond the common planes.
"""

from __future__ import annotations

from zhendi.demo.dice import Dice, Table

_COMMON = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
_RARE = "逄禤仝佘逯芮郗璩麻厍晏桑区盖令宓羿隗仉缪撒单燕阚"
_COMPOUND = ("欧阳", "司马", "上官", "诸葛", "皇甫", "夏侯", "令狐", "尉迟", "慕容", "端木", "公孙", "东方")
SURNAMES = Table(
    {
        **{name: 100 / (1 + place * 0.22) for place, name in enumerate(dict.fromkeys(_COMMON))},
        **dict.fromkeys(_RARE, 0.9),
        **dict.fromkeys(_COMPOUND, 0.9),
    }
)
# (last birth year, first characters, second characters) for men and women
_MEN = (
    (1952, "德长永福金玉宝传宗光世立绍明国正荣恒道成", "福财贵林根才发生寿山水田华清余喜和元祥顺"),
    (1972, "建国卫红志爱永新学文胜金海春庆宏克忠立振", "国军民平华明林生东强兵保安成武义和刚峰良"),
    (1988, "小晓志海文俊建伟永春立新宏振学明庆光红", "军刚勇平波峰辉斌涛强东龙伟飞鹏云亮林兵"),
    (2010, "浩宇子梓嘉俊天明泽思睿雨志文晨博家少若承", "轩涵豪宇杰阳睿涛鑫博然哲铭辰毅昊恒远航霖"),
)
_WOMEN = (
    (1952, "桂秀玉兰凤月莲翠菊巧爱素金美彩腊荷春", "英兰珍香芳花莲云妹秀芝娥琴娣仙凤姑枝"),
    (1972, "秀爱玉红春丽美桂素建淑小月翠金彩慧文", "英芳兰梅萍珍琴华霞云香玲莲凤平芬玉娟"),
    (1988, "丽小晓红海燕艳玉慧春美文雪敏爱金建雅", "丽燕敏娟艳霞萍红玲芳英梅琴静洁莉云娜"),
    (2010, "梓欣雨诗若思佳雅静文子嘉梦心语可一婉", "涵怡萱彤琪婷颖悦瑶雯妍欣然琳玥月茹宁"),
)
_SINGLE_MEN, _SINGLE_WOMEN = "军伟强勇涛斌超杰磊鹏飞刚辉波龙峰俊凯毅", "丽燕敏娟艳霞静婷洁莉娜颖琳玲芳英雪萍蓉"
_ODD = "㛃䶮旵堃赟镕喆珺翀昉玥琋祎頔旻彧曌犇𬭎𫖯𠅤"
# Names as one people's custom writes them: (nationality code, given, second part)
_DOTTED = {
    "05": (("买买提", "艾力", "阿不都拉", "古丽", "阿依夏", "吐尔逊", "热依汗"), ("卡德尔", "吾斯曼", "玉素甫", "买买提", "阿布拉")),
    "02": (("其木格", "巴特尔", "乌日娜", "阿拉坦", "萨仁"), ("乌兰", "那顺", "苏和", "宝音")),
    "17": (("叶尔江", "阿依古丽", "木拉提"), ("努尔兰", "哈力克", "赛力克")),
}  # fmt: skip
NATIONALITIES = {
    "01": "汉族", "02": "蒙古族", "03": "回族", "05": "维吾尔族", "06": "苗族", "07": "彝族", "08": "壮族", "11": "满族",
    "12": "侗族", "13": "瑶族", "15": "土家族", "17": "哈萨克族", "22": "畲族",
}  # fmt: skip
_NATIONS = Table({"01": 945, "03": 9, "15": 12, "06": 8, "22": 7, "11": 6, "08": 4, "12": 3, "07": 2, "13": 2, "05": 1, "02": 1, "17": 0.5})  # fmt: skip


def nationality(dice: Dice) -> str:
    """A code of GB/T 3304-1991, mostly 01."""
    return dice.draw(_NATIONS)


def name(dice: Dice, sex: int, birth_year: int, nation: str = "01") -> str:
    """A name of two to four characters, or one with · where the nationality writes it so."""
    if nation in _DOTTED:
        given, second = _DOTTED[nation]
        return f"{dice.pick(given)}·{dice.pick(second)}"
    return dice.draw(SURNAMES) + _given(dice, sex, birth_year)


def _given(dice: Dice, sex: int, birth_year: int) -> str:
    chance = dice.random()
    if chance < 0.004:
        return dice.pick(_ODD)
    if chance < 0.15 and birth_year > 1955:
        return dice.pick(_SINGLE_MEN if sex == 1 else _SINGLE_WOMEN)
    first, second = next((a, b) for last, a, b in (_MEN if sex == 1 else _WOMEN) if birth_year <= last)
    return dice.pick(first) + (dice.pick(_ODD) if chance > 0.996 else dice.pick(second))
