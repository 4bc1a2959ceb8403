"""What can be wrong with a cell, by code: what it is and what to do about it. Also the gentle notices."""

from union_site.core.identifiers import IDENTIFIER_MESSAGES

ERRORS = {
    **IDENTIFIER_MESSAGES,
    "required": "此项必填，请补充。",
    "formula_error": "公式的结果是错误值（{value}），请修正公式或直接填写内容。",
    "text_too_long": "文字超过{limit}个字，请精简。",
    "name_formula": "姓名不能以“=”“+”“-”“@”开头，请改为真实姓名。",
    "name_invalid": "这不像姓名，请核对是否填错了列。",
    "uscc_precision": "代码以数字格式保存，末尾几位已丢失。请先把单元格设为文本格式，再对照登记证书重新填写。",
    "date_invalid": "日期无法识别或不存在，请按“2021-03-05”的样式填写。",
    "date_incomplete": "日期不完整，请填写到年、月、日，例如“2021-03-05”。",
    "date_range": "日期不在1900年至2100年之间，请核对年份。",
    "month_invalid": "月份无法识别，请按“2021年6月”的样式填写。",
    "month_ambiguous": "无法判断是1月还是10月，请按“2021年1月”或“2021年10月”的样式填写。",
    "integer_invalid": "应为整数，请只填写数字。",
    "number_invalid": "应为数字，请只填写数字，不要附加文字。",
    "number_negative": "不能为负数，请核对。",
    "number_too_large": "数字过大，请核对是否多填了位数或填错了列。",
    "yes_no_invalid": "请填写“是”或“否”。",
    "choice_unknown": "“{value}”不在可选范围内，请填写：{choices}。",
    "kind_unexpected": "单元格的内容类型不对，请把单元格设为文本格式后重新填写。",
}
"""Codes that reject a row."""

WARNINGS = {
    "id_upgraded": "15位旧身份证号码已换算为18位，请对照证件核对。",
    "phone_form": "电话号码的样式不常见，请核对位数。",
    "money_rounded": "金额的小数超过两位，已四舍五入到分。",
    "name_form": "姓名中有不常见的字符，请核对。",
}
"""Codes that let a row pass with a notice."""


CHANGES: dict[str, str] = {}
"""Codes of what was put right in a cell without doubt; shown beside it, the row passes without a notice."""

NOTICES: dict[str, str] = {
    "uncomputed": "有{count}个公式没有保存计算结果，这些单元格按空白读取。请用Excel或WPS表格打开，保存后重新上传。",
    "macros_ignored": "文件含有宏。系统只读取单元格的内容，不运行宏。",
    "heading_guessed": "表头“{written}”已按“{taken}”读取，请核对。",
}
"""Codes of what is said about a whole sheet."""


def message(code: str, **details) -> str:
    """The Chinese sentence of a code of any kind."""
    for known in (ERRORS, WARNINGS, CHANGES, NOTICES):
        if code in known:
            return known[code].format(**details)
    raise KeyError(code)
