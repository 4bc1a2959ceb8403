"""What can be wrong with a cell, by code: what it is and what to do about it. Also the gentle notices."""

from union_site.core.identifiers import IDENTIFIER_MESSAGES

ERRORS = {
    **IDENTIFIER_MESSAGES,
    "required": "此项必填，请补充。",
    "formula_error": "公式的结果是错误值（{value}），请修正公式或直接填写内容。",
    "text_too_long": "文字超过{limit}个字，请精简。",
    "name_formula": "姓名不能以“=”“+”“-”“@”开头，请改为真实姓名。",
    "cell_hashes": "单元格里是一串“#”，是列宽不够时另存造成的，原来的内容已丢失。请在原表中把列拉宽，重新另存或直接填写。",
    "cell_time": "单元格里是时刻或时长，不是这一列要的内容。请把单元格设为文本格式后重新填写。",
    "cell_logical": "单元格里是逻辑值（TRUE或FALSE），不是这一列要的内容。请改填文字或数字。",
    "name_invalid": "这不像姓名，请核对是否填错了列。",
    "uscc_precision": "代码以数字格式保存，末尾几位已丢失。请先把单元格设为文本格式，再对照登记证书重新填写。",
    "date_invalid": "日期无法识别或不存在，请按“2021-03-05”的样式填写。",
    "date_incomplete": "只有年份，请填写到年、月、日，例如“2021-03-05”。",
    "date_year_missing": "缺少年份，请补上四位数的年份，例如“2021年3月5日”。",
    "date_short_year": "年份只写了两位，或年月日难以分清。请按“2021-03-05”的样式写全年份。",
    "date_order": "无法判断日和月的先后，请按年、月、日的顺序填写，例如“2021-03-05”。",
    "date_several": "这一格里有不止一个日期。请只保留这一列要的那一天，其余的填到别的列，或拆成几行。",
    "date_period": "写的是半年、季度或节日，不是某一天。请填写到年、月、日，例如“2021-03-05”。",
    "date_range": "日期不在1900年至2100年之间，请核对年份。",
    "month_invalid": "月份无法识别，请按“2021年6月”的样式填写。",
    "integer_invalid": "应为整数，请只填写数字。",
    "number_invalid": "应为一个数字，请只填写数字，说明文字请写到备注列。",
    "number_range": "写的是一个范围，无法取定是多少。请只填一个数字。",
    "number_vague": "写的不是确切的数字。请填写数字，不清楚的留空。",
    "number_formula": "单元格里写的是算式。请填写算出来的数字。",
    "number_percent": "写的是百分比，这一列要的是个数。请填写数字。",
    "number_currency": "写的是外币。请折算为人民币后填写，外币金额可写到备注列。",
    "ditto_first": "写的是“同上”，但上一行的这一列没有可以沿用的内容。请直接填写。",
    "tick_unclear": "看不出勾选的是哪一项。请只勾选一项，或直接填写文字。",
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
    "name_form": "姓名中有数字、括号等不常见的字符，请核对。",
    "phone_precision": "电话以数字格式保存，末尾几位可能已丢失，已按原样登记。请对照原件核对，重新填写完整号码。",
    "day_assumed": "只写到月，已按当月1日登记。知道日期的，请补上日。",
    "month_ambiguous": "单元格是数字，无法分清1月和10月，已按1月登记。如为10月，请改为“2021年10月”的样式。",
    "date_mixed": "年、月、日之间的符号不一致，已按某一天登记。如果写的是起止月份，请改正。",
    "left_blank": "这一格只写了“不详”“待定”“长期”一类的话，已按空白登记。知道的，请填写。",
    "ditto": "“同上”已按上一行的内容登记。如果表格排过序，请核对。",
    "id_letters": "号码中的字母O、I、l已改为数字0、1，改后校验码相符。请对照证件核对。",
    "id_rounded": "号码末三位都是0，可能是以数字格式保存时丢失的。请对照证件核对。",
    "name_joined": "姓名中间的空格已去除。如果写的是两个人，请拆成两行；如果是少数民族的姓名，请改为“·”。",
    "phone_several": "这一格里有不止一个号码，已按原样登记。",
    "card_check": "银行卡号的校验位不符。存折和部分账号不按这个规则编号，请对照银行卡核对。",
    "card_rounded": "银行卡号的末几位都是0，可能是以数字格式保存时丢失的。请对照银行卡核对。",
    "money_doubtful": "表头的单位是万元，这个数字却很大，已按万元登记。如果写的是元，请在数字后写明“元”。",
    "choice_note": "已按括号前的文字登记，括号里的说明没有登记，请核对。",
    "approximate": "这是约数，已按所写的数字登记。有准确数字的，请改填准确数字。",
}
"""Codes that let a row pass with a notice."""


CHANGES: dict[str, str] = {
    "id_cleaned": "已去除号码中的空格、符号或全角字符，字母统一为大写。",
    "uscc_cleaned": "已去除代码中的空格、符号或全角字符，字母统一为大写。",
    "phone_cleaned": "已去除电话号码中的空格、短横、国家代码等多余的字符。",
    "card_cleaned": "已去除银行卡号中的空格、短横等符号，或已改为半角。",
    "card_note": "银行卡号前后的文字（如开户银行）没有登记。",
    "name_spaces": "已去除姓名中间的空格。",
    "name_dots": "姓名中的间隔号已统一为“·”，两旁不留空格。",
    "name_note": "姓名前后的标点和括号里的性别、民族没有登记。",
    "ticked": "已按勾选的一项登记。",
    "text_width": "全角的字母和数字已改为半角。",
    "date_serial": "单元格里是日期的序号，已换算为日期。",
    "date_words": "中文数字写的日期已换算为数字。",
    "date_style": "日期的写法已统一，多余的符号和星期没有登记。",
    "date_time_dropped": "只登记日期，时刻未登记。",
    "number_words": "中文数字已换算为数字。",
    "number_brackets": "括号表示负数，已改为负号。",
    "number_rounded": "小数位数超过这一列保留的位数，已四舍五入。",
    "money_unit": "金额已按单元格里写的单位换算为元。",
}
"""Codes of what was put right in a cell without doubt; shown beside it, the row passes without a notice."""

NOTICES: dict[str, str] = {
    "macros_ignored": "文件含有宏。系统只读取单元格的内容，不运行宏。",
    "total_differs": "第{row}行的合计与各行不符：“{heading}”写的是{declared}，各行合起来是{counted}，请核对。",
    "hidden_rows": "隐藏的第{rows}行也已读取，请核对是否应当导入。",
    "hidden_columns": "隐藏的{columns}列也已读取，请核对是否应当导入。",
    "uncomputed": "单元格{cells}的公式没有保存结果，按空白读取。请用表格软件打开文件，重新计算并保存后再上传。",
    "rows_beside": "第{rows}行只填了没有导入的列（例如家庭成员），没有作为单独的记录读取。",
    "crosstab": "{columns}按“{across}”分列，每一个填了内容的单元格读取为一条记录，内容是{values}。",
    "crosstab_left": "{column}列的表头“{heading}”不是系统中登记的“{across}”，或与前面的列重复，这一列没有读取。请核对。",
    "row_total_differs": "第{row}行“{heading}”写的是{declared}，各列合起来是{counted}，请核对。",
    "person_forms": "{sheet}是一人（一事）一张的登记表，共读取{count}张，每张作为一条记录，请核对。",
    "table_beside": "{column}列起是右边的另一张表，没有读取。请把它移到左边那张表的下面，或放到单独的工作表中再上传。",
    "second_table": "第{row}行起是另一张表，没有读取。请把它放到单独的工作表中再上传。",
    "layout_remembered": "已按上次的对应读取：这种表头的表，各列是什么沿用上次的选择。",
    "unit_stated": "表中没有“{heading}”一列，各行已按“{unit}”读取，请核对。",
    "unit_above": "{headings}已按表格上方写的单位“{unit}”换算，请核对。",
    "one_of_lacking": "表中既没有{columns}。{why}新登记的行都缺这一项，会被退回；请补上这一列，或在列对应中选出表中的哪一列就是。",
    "heading_guessed": "表头“{written}”已按“{taken}”读取，请核对。",
}
"""Codes of what is said about a whole sheet."""


def message(code: str, **details) -> str:
    """The Chinese sentence of a code of any kind."""
    for known in (ERRORS, WARNINGS, CHANGES, NOTICES):
        if code in known:
            return known[code].format(**details)
    raise KeyError(code)
