"""Invented people: names, identity numbers of a county that does not exist (GB 11643), mobile numbers."""

from dataclasses import dataclass
from datetime import date

from union_site.core.identifiers import bank_card_check_digit, identity_check_character

COUNTY = "339901"  # not assigned to any county
BANK = "629999"  # not given to any bank
SURNAMES = (
    "王王王李李李张张张刘刘陈陈杨杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆"
    "范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文"
)
MALE = "伟强磊军勇杰涛明超华平刚辉鹏飞鑫波斌宇浩凯健俊帆旭宁龙林阳建国志文海峰亮东成荣金根福生庆春宏兵"
FEMALE = "芳娜敏静丽艳娟霞秀英玲桂兰燕红梅莉洁雪琳萍慧颖倩婷云莹晶佳蓉薇璐瑶怡欣琴凤珍月玉华春菊仙娇巧美雅"
BOTH = "晓小文思子一雨嘉家亦泽欣宁安睿恒乐新"
MOBILE = (
    "130",
    "133",
    "135",
    "136",
    "137",
    "138",
    "139",
    "150",
    "152",
    "158",
    "159",
    "177",
    "180",
    "186",
    "188",
    "189",
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented; `gender` is male or female as the models store it."""

    name: str
    gender: str
    identity: str
    birth_on: date
    phone: str

    @property
    def bank_card(self) -> str:
        """A card of a bank that does not exist, with the check digit of Luhn."""
        digits = f"{BANK}{self.identity[5:17]}"
        return digits + bank_card_check_digit(digits)


class People:
    """Makes people; no identity number is given twice."""

    def __init__(self, random):
        self.random = random
        self._orders: dict[tuple[int, bool], int] = {}

    def person(self, born_from: int = 1962, born_to: int = 2002, *, male: bool | None = None) -> Person:
        """A person born in one of these years (both included), a man or a woman as it comes."""
        random = self.random
        first, last = date(born_from, 1, 1).toordinal(), date(born_to, 12, 31).toordinal()
        male = random.random() < 0.56 if male is None else male
        number = first + int(random.random() * (last - first + 1))
        while (order := self._orders.get((number, male), 0)) > 498:  # a day has 499 numbers of each gender
            number = number + 1 if number < last else first
        self._orders[number, male] = order + 1
        birth = date.fromordinal(number)
        digits = f"{COUNTY}{birth:%Y%m%d}{order * 2 + (1 if male else 2):03}"
        return Person(
            self.name(male),
            "male" if male else "female",
            digits + identity_check_character(digits),
            birth,
            self.phone(),
        )

    def name(self, male: bool | None = None) -> str:
        """A family name and one or two characters."""
        random = self.random
        male = random.random() < 0.56 if male is None else male
        given = MALE if male else FEMALE
        second = random.choice(given)
        if random.random() < 0.3:
            return random.choice(SURNAMES) + second
        first = random.choice(BOTH if random.random() < 0.3 else given)
        return random.choice(SURNAMES) + first + second

    def phone(self) -> str:
        """A mobile number of 11 digits."""
        return f"{self.random.choice(MOBILE)}{self.random.randrange(100_000_000):08}"
