"""The 34 provinces and the prefectures in them (GB/T 2260), to tell that 湖州市 is not in 江苏省."""

from __future__ import annotations

from functools import cache

_PROVINCES = {
    "北京市": "北京", "天津市": "天津", "上海市": "上海", "重庆市": "重庆",
    "河北省": "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水",
    "山西省": "太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁",
    "内蒙古自治区": "呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 兴安盟 锡林郭勒盟 阿拉善盟",
    "辽宁省": "沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛",
    "吉林省": "长春 吉林 四平 辽源 通化 白山 松原 白城 延边",
    "黑龙江省": "哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 大兴安岭",
    "江苏省": "南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁",
    "浙江省": "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水",
    "安徽省": "合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城",
    "福建省": "福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德",
    "江西省": "南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶",
    "山东省": "济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽",
    "河南省": "郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 济源",
    "湖北省": "武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 仙桃 潜江 天门 神农架",
    "湖南省": "长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西",
    "广东省": "广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮",
    "广西壮族自治区": "南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左",
    "海南省": "海口 三亚 三沙 儋州",
    "四川省": "成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 阿坝 甘孜 凉山",
    "贵州省": "贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南 黔东南 黔南",
    "云南省": "昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆",
    "西藏自治区": "拉萨 日喀则 昌都 林芝 山南 那曲 阿里",
    "陕西省": "西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛",
    "甘肃省": "兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏 甘南",
    "青海省": "西宁 海东 海北 黄南 海南州 果洛 玉树 海西",
    "宁夏回族自治区": "银川 石嘴山 吴忠 固原 中卫",
    "新疆维吾尔自治区": "乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 博尔塔拉 巴音郭楞 阿克苏 克孜勒苏 喀什 和田 伊犁 塔城 阿勒泰 石河子",
    "香港特别行政区": "香港", "澳门特别行政区": "澳门", "台湾省": "台北 高雄 台中 台南 新北 桃园",
}  # fmt: skip
MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
DISTRICTS = "市辖区"
_FULL = ("兴安盟", "锡林郭勒盟", "阿拉善盟", "海南州")  # in the table by their full names
_ENDINGS = {
    "州": "延边 恩施 湘西 阿坝 甘孜 凉山 黔西南 黔东南 黔南 楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆 临夏 甘南 海北 黄南 果洛 玉树 "
    "海西 昌吉 博尔塔拉 巴音郭楞 克孜勒苏 伊犁",
    "地区": "大兴安岭 阿里 阿克苏 喀什 和田 塔城 阿勒泰", "林区": "神农架", "": "香港 澳门",
}  # fmt: skip


def province(said: str) -> str:
    """A province by its full name, from the short or the full one; what is none comes back as it is."""
    return _by_short().get(said.removesuffix("省").removesuffix("市"), said) if said not in _PROVINCES else said


def every() -> tuple[str, ...]:
    """The full names of all provinces."""
    return tuple(_PROVINCES)


def said_as(name: str) -> tuple[str, ...]:
    """Under which names a province may stand in a register: the full and the short one; what is none, as it is."""
    return (name, *(short for short, full in _by_short().items() if full == name))


def province_of(city: str) -> str:
    """The province in which a prefecture lies; "" for one that is not in the table."""
    found, bare = province_of_exactly(city), _bare(city)
    return found or next((where for name, where in _by_city().items() if len(name) > 1 and bare.startswith(name)), "")


def province_of_exactly(city: str) -> str:
    """The province of a prefecture of just this name; "" for a name that only begins like one."""
    return _by_city().get(_bare(city), "")


def city(said: str, province: str) -> str:
    """A municipality holds districts only: its city is 市辖区, as in the table of divisions."""
    if province in MUNICIPALITIES and said.removesuffix("市") in ("", province.removesuffix("市"), DISTRICTS):
        return DISTRICTS
    return said + _ending(said)


def _bare(city: str) -> str:
    return city.removesuffix("市").removesuffix("地区")


def _ending(said: str) -> str:
    """What the short name of a prefecture leaves out; nothing for a name in full or not in the table."""
    if said not in _by_city() or said in _FULL:
        return ""
    return next((ending for ending, names in _ENDINGS.items() if said in names.split()), "市")


@cache
def _by_short() -> dict[str, str]:
    endings = ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "省", "市")
    return {next(name.removesuffix(end) for end in endings if name.endswith(end)): name for name in _PROVINCES}


@cache
def _by_city() -> dict[str, str]:
    return {name: where for where, cities in _PROVINCES.items() for name in cities.split()}
