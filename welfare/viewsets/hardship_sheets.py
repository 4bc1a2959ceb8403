"""Sheets of hardship files: the files with their families, further family members, changes of level."""

from members.viewsets.shared import (
    GENDER_WORDS,
    OfPerson,
    birth_column,
    birth_differs,
    employer_name_column,
    gender_column,
    gender_differs,
    gender_of,
    identity_column,
    name_column,
    phone_column,
    union_column,
)
from union_site.core.spreadsheets.likeness import Likely
from union_site.core.spreadsheets.resource import Children, Column, RegisterResource, Target
from union_site.core.spreadsheets.targets import MISSING
from union_site.core.widths import matching_key
from welfare.models import FamilyMember, HardshipCase, LevelChange
from welfare.models.hardship import CHANGED_BEFORE_OPENING, Gender, Level
from welfare.services import aid
from welfare.viewsets.case_columns import CODE, OfCase, case_column, case_name_column

LEVEL_WORDS = {
    "全国": "national",
    "国家级": "national",
    "全国级困难职工": "national",
    "省": "provincial",
    "省级困难职工": "provincial",
    "区": "district",
    "区县级": "district",
    "县级": "district",
    "区级困难职工": "district",
}


WAY_WORDS = {
    "脱困": "lifted",
    "解困": "lifted",
    "已脱困": "lifted",
    "脱困退出": "lifted",
    "解困退出": "lifted",
    "达到退休年龄": "retired",
    "已退休": "retired",
    "死亡": "deceased",
    "病故": "deceased",
    "亡故": "deceased",
    "转移": "left",
    "调出": "left",
    "调离": "left",
    "离职": "left",
    "转出本区": "left",
    "销档": "cancelled",
    "不符合条件": "cancelled",
}
WAYS = {matching_key(label): value for value, label in HardshipCase.Way.choices} | {
    matching_key(text): value for text, value in WAY_WORDS.items()
}


def close_way_of(values: dict):
    """How the file ended: as written, else by the words of the reason; a sheet that says neither changes nothing."""
    if values.get("close_way") or values.get("close_reason"):
        return values.get("close_way") or WAYS.get(matching_key(values["close_reason"]), "")
    return MISSING


def family_columns() -> tuple[Column, ...]:
    """What the sheet of files may say of the household, in lines below the worker or in columns beside."""

    def words(*endings: str) -> tuple[str, ...]:
        return tuple(start + ending for start in ("家庭成员", "成员", "家属") for ending in endings)

    return (
        Column("member_name", "成员姓名", kind="name", synonyms=(*words("姓名"), "家庭成员"), child=True),
        Column(
            "member_relation",
            "与职工关系",
            synonyms=(
                "关系",
                "与本人关系",
                "与困难职工关系",
                "与户主关系",
                "家庭关系",
                "称谓",
                *words("关系", "与职工关系", "与本人关系", "称谓"),
            ),
            child=True,
        ),
        Column(
            "member_gender",
            "成员性别",
            kind="choice",
            choices=Gender,
            synonyms=words("性别"),
            synonyms_of_choices=GENDER_WORDS,
            child=True,
        ),
        Column(
            "member_identity",
            "成员身份证号",
            kind="identity",
            synonyms=words("身份证号", "身份证号码", "身份证"),
            child=True,
        ),
        Column(
            "member_health",
            "健康状况",
            synonyms=("身体状况", "健康情况", *words("健康状况", "身体状况", "健康情况")),
            child=True,
        ),
        Column(
            "member_occupation",
            "身份",
            synonyms=("身份状况", *words("身份", "身份状况", "职业", "就业状况", "职业状况")),
            child=True,
        ),
    )


def member_gender(values: dict):
    """The gender of a member of the household, of the identity number where there is one; nothing said changes nothing."""
    known = gender_of({"identity": values.get("member_identity"), "gender": values.get("member_gender")})
    return known or MISSING


class HardshipCaseResource(OfPerson, RegisterResource):
    """困难职工档案: one line a file."""

    key = register = "hardship"
    order = 40
    title = "困难职工档案"
    sheet_titles = ("档案", "困难职工档案", "困难职工名册", "困难职工台账", "困难职工花名册")
    columns = (
        Column("code", "档案编号", required=True, synonyms=CODE),
        name_column(synonyms=("困难职工姓名", "职工姓名", "户主姓名")),
        gender_column(Gender),
        identity_column("身份证号"),
        birth_column(),
        phone_column(),
        employer_name_column(),
        union_column(),
        Column(
            "opening_level",
            "建档级别",
            kind="choice",
            choices=Level,
            required=True,
            synonyms=("档案级别", "困难级别", "建档等级", "级别", "困难职工级别"),
            synonyms_of_choices=LEVEL_WORDS,
            help="建档时的级别，之后的变化导入“级别变更”。",
        ),
        Column(
            "kind",
            "困难类型",
            kind="choice",
            choices=HardshipCase.Kind,
            synonyms=("困难类别", "困难程度", "困难职工类型", "困难职工类别"),
            synonyms_of_choices={
                "深度困难职工": "deep",
                "深困": "deep",
                "相对困难职工": "relative",
                "相困": "relative",
                "意外致困职工": "accident",
                "意困": "accident",
            },
        ),
        Column("causes", "致困原因", synonyms=("困难原因", "致贫原因", "主要致困原因", "主要困难原因")),
        Column(
            "monthly_income",
            "家庭月人均收入（元）",
            kind="money",
            synonyms=("家庭人均月收入", "月人均收入", "人均月收入", "家庭月人均收入", "家庭人均收入"),
        ),
        Column("opened_on", "建档日期", kind="date", required=True, synonyms=("建档时间", "立档日期", "建档年月日")),
        Column(
            "closed_on",
            "撤档日期",
            kind="date",
            synonyms=("撤档时间", "销档日期", "退出日期", "脱困日期", "注销日期"),
            help="自该日起不再在档。",
        ),
        Column("close_reason", "撤档原因", synonyms=("退出原因", "销档原因", "注销原因", "脱困原因")),
        Column(
            "close_way",
            "撤档方式",
            kind="choice",
            choices=HardshipCase.Way,
            synonyms=("退出方式", "销档方式", "退出类型"),
            synonyms_of_choices=WAY_WORDS,
            help="不填的，由撤档原因得出。",
        ),
        *family_columns(),
    )
    children = (
        Children(
            "family",
            "家庭成员",
            child_name="member_name",
            relation="member_relation",
            child_key=("member_name", "member_identity"),
            key=("code",),
            name_column="name",
            shared={"member_name": "name", "member_gender": "gender", "member_identity": "identity"},
        ),
    )
    targets = (
        Target(
            "hardship",
            HardshipCase,
            key=("code",),
            fields=(
                "code",
                "name",
                {"gender": gender_of},
                "identity",
                "phone",
                "employer_name",
                "organization",
                "opening_level",
                "kind",
                "causes",
                "monthly_income",
                "opened_on",
                "closed_on",
                "close_reason",
                {"close_way": close_way_of},
            ),
        ),
        Target(
            "family_member",
            FamilyMember,
            key=("case", "name", "identity"),
            parents={"case": "hardship"},
            each="family",
            fields={
                "name": "member_name",
                "gender": member_gender,
                "relation": "member_relation",
                "identity": "member_identity",
                "health": "member_health",
                "occupation": "member_occupation",
            },
        ),
    )
    likely = (
        Likely(("identity",), unless="closed_on"),
        Likely(("name", "organization"), near="identity", unless="closed_on"),
        Likely(("name", "employer_name"), near="identity", unless="closed_on"),
    )
    help = (
        "一行一份档案，以档案编号识别。“建档级别”是建档时的级别，之后的变化用“级别变更”表导入。家庭成员可以写在本人下面的行里，"
        "也可以另有几列；表中不再写的成员不会自动删除，请在档案中作废。"
    )

    def look_up(self, rows, context):
        """A member without a number is the one of that name who is on file, if only one is."""
        lines = [values for values in rows if values.get("member_name")]
        codes = {values["code"] for values in lines if values.get("code")}
        stored: dict[tuple[str, str], list[str]] = {}
        known = FamilyMember.objects.within(context.scope).current() if codes else ()
        for start in range(0, len(codes), 500):
            part = known.filter(case__code__in=sorted(codes)[start : start + 500])
            for code, name, number in part.values_list("case__code", "name", "identity"):
                stored.setdefault((code, name), []).append(number)
        for values in lines:
            numbers = dict(values.get("member_identity") or {})
            for slot, name in values["member_name"].items():
                found = stored.get((values.get("code"), name), [])
                if slot not in numbers and len(found) == 1 and found[0]:
                    numbers[slot] = found[0]
            values["member_identity"] = numbers or None

    def after_chunk(self, batch, context):
        aid.follow_files(HardshipCase.objects.filter(batch=batch), by=context.user)

    def after_undo(self, restored, batch, user):
        aid.follow_files(HardshipCase.objects.filter(pk__in=restored[HardshipCase]), by=user)


class FamilyMemberResource(OfCase, RegisterResource):
    """家庭成员: one line a person of the household."""

    key = "family_member"
    register = "hardship"
    order = 50
    title = "家庭成员"
    sheet_titles = ("家庭成员", "困难职工家庭成员", "家庭情况")
    columns = (
        case_column(),
        case_name_column("困难职工姓名"),
        Column(
            "name",
            "成员姓名",
            kind="name",
            required=True,
            synonyms=("家庭成员姓名", "家属姓名", "成员名称", "家庭成员"),
        ),
        gender_column(Gender),
        Column(
            "relation",
            "与职工关系",
            synonyms=(
                "关系",
                "与本人关系",
                "与困难职工关系",
                "与户主关系",
                "家庭关系",
                "成员关系",
                "与职工本人关系",
                "称谓",
            ),
        ),
        identity_column("身份证号", required=False),
        birth_column(),
        Column("health", "健康状况", synonyms=("身体状况", "健康情况", "身体健康状况")),
        Column("occupation", "身份", synonyms=("身份状况", "职业", "成员身份", "就业状况", "职业状况")),
    )
    targets = (
        Target(
            "family_member",
            FamilyMember,
            key=("case", "name", "identity"),
            fields=("case", "name", {"gender": gender_of}, "relation", "identity", "health", "occupation"),
        ),
    )
    likely = (Likely(("case", "name"), near="identity"),)
    help = "一行一名家庭成员。请先登记困难职工档案，档案编号要与登记的一致。"

    def clean_row(self, values, context):
        yield from super().clean_row(values, context)
        yield from gender_differs(values)
        yield from birth_differs(values)


class LevelChangeResource(OfCase, RegisterResource):
    """级别变更: one line a change of a file's level."""

    key = "level_change"
    not_before_opening = ("on", CHANGED_BEFORE_OPENING)
    register = "hardship"
    order = 50
    title = "级别变更"
    sheet_titles = ("级别变更", "困难职工级别变更", "级别调整")
    columns = (
        case_column(),
        case_name_column(),
        Column(
            "on",
            "变更日期",
            kind="date",
            required=True,
            synonyms=("变更时间", "调整日期", "调整时间", "级别变更日期"),
            help="新级别的第一天。",
        ),
        Column(
            "previous_level",
            "原级别",
            kind="choice",
            choices=Level,
            synonyms=("变更前级别", "原档案级别", "调整前级别", "原建档级别"),
            synonyms_of_choices=LEVEL_WORDS,
        ),
        Column(
            "level",
            "现级别",
            kind="choice",
            choices=Level,
            required=True,
            synonyms=("变更后级别", "新级别", "现档案级别", "调整后级别"),
            synonyms_of_choices=LEVEL_WORDS,
        ),
    )
    targets = (
        Target("level_change", LevelChange, key=("case", "on"), fields=("case", "on", "previous_level", "level")),
    )
    help = "一行一次级别变更，变更日期是新级别的第一天。"
