"""Every text of the report, in English and Chinese, in one place.

Each entry is (English, Chinese). `words.Words` fills in ``{name}``; ``one|many`` in an English text chooses by ``n``.
Data only, hence longer than other files. A text that comes from a scenario (titles, notes) is not here.
"""

from __future__ import annotations

Text = tuple[str, str]

DAYS: dict[str, Text] = {
    "mon": ("Monday", "星期一"),
    "tue": ("Tuesday", "星期二"),
    "wed": ("Wednesday", "星期三"),
    "thu": ("Thursday", "星期四"),
    "fri": ("Friday", "星期五"),
    "sat": ("Saturday", "星期六"),
    "sun": ("Sunday", "星期日"),
}
SHORT_DAYS: dict[str, Text] = {
    "mon": ("Mon", "周一"),
    "tue": ("Tue", "周二"),
    "wed": ("Wed", "周三"),
    "thu": ("Thu", "周四"),
    "fri": ("Fri", "周五"),
    "sat": ("Sat", "周六"),
    "sun": ("Sun", "周日"),
}
# For the narrow columns of attendance sheets.
LETTER_DAYS: dict[str, Text] = {
    "mon": ("Mo", "一"),
    "tue": ("Tu", "二"),
    "wed": ("We", "三"),
    "thu": ("Th", "四"),
    "fri": ("Fr", "五"),
    "sat": ("Sa", "六"),
    "sun": ("Su", "日"),
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# What rule `even` compares.
MEASURES: dict[str, Text] = {
    "sessions": ("periods", "时段数"),
    "minutes": ("minutes", "分钟数"),
    "evenings": ("evenings", "晚班数"),
}

# Ids that schools use as words: shown as words where they are known, else as written.
KNOWN_IDS: dict[str, Text] = {
    "regular": ("Regular", "平时"),
    "autumn": ("Autumn", "秋季"),
    "winter": ("Winter", "冬季"),
    "spring": ("Spring", "春季"),
    "summer": ("Summer", "夏季"),
    "teacher": ("Teacher", "教师"),
    "leader": ("School leader", "校领导"),
    "principal": ("Principal", "校长"),
    "coach": ("Coach", "教练"),
    "volunteer": ("Volunteer", "志愿者"),
    "librarian": ("Librarian", "图书管理员"),
    "external": ("External", "外聘"),
}

# What a policy asks of the service; in English the model says it itself.
SERVICE_ZH: dict[str, str] = {
    "days_per_week": "每周至少{}个上学日提供服务。",
    "minutes_per_day": "每天至少{}分钟。",
    "ends_not_before": "每天结束时间不早于{}。",
}

TEXTS: dict[str, Text] = {
    # ---- frame ------------------------------------------------------------------------------------------------
    "title": ("After-school timetable", "课后服务课表"),
    "tab.overview": ("Overview", "概览"),
    "tab.week": ("Week", "一周安排"),
    "tab.classes": ("Classes", "班级"),
    "tab.teachers": ("Teachers", "教师"),
    "tab.rooms": ("Rooms", "场地"),
    "tab.students": ("Students", "学生"),
    "tab.choices": ("Choices", "志愿"),
    "tab.attendance": ("Attendance", "考勤表"),
    "tab.handover": ("Hand-over", "接送交接"),
    "tab.rules": ("Rules and proof", "规则与证明"),
    "tab.all": ("Everything", "全部"),
    "views": ("Views", "视图"),
    "filter": ("Find", "查找"),
    "filter.students": ("Name, id, class or group", "姓名、编号、班级或小组"),
    "filter.sheets": ("Group, class or teacher", "小组、班级或教师"),
    "filter.none": ("Nothing here matches.", "没有符合的内容。"),
    "print": ("Print what is shown", "打印当前内容"),
    "jump": ("Jump to", "跳转到"),
    "kind.club": ("Club", "社团"),
    "kind.class": ("Class activity", "班级活动"),
    "kind.care": ("Care", "看护"),
    "kind.duty": ("Duty", "值班"),
    "term.span": ("{first} to {last}", "{first}至{last}"),
    "and": (" and ", "和"),
    "comma": (", ", "、"),
    "quote": ('"{text}"', "“{text}”"),
    "colon": (": ", "："),
    "semicolon": ("; ", "；"),
    "brackets": (" ({text})", "（{text}）"),
    "none": ("none", "无"),
    "plan.seasons": ("Held in: {seasons}", "适用：{seasons}"),
    "plan.weeks": ("Week {weeks} of the cycle|Weeks {weeks} of the cycle", "循环第{weeks}周"),
    "not_held": ("not held", "不开设"),
    # ---- counted things -----------------------------------------------------------------------------------------
    "n.students_counted": ("{n} student, counted only|{n} students, counted only", "{n}名学生（仅有人数）"),
    "figure.students": ("student stays|students stay", "名学生参加"),
    "figure.classes": ("home class|home classes", "个行政班"),
    "figure.clubs": ("club group|club groups", "个社团小组"),
    "figure.sessions": ("session a week|sessions a week", "场活动/周"),
    "figure.sessions_cycle": ("session a cycle|sessions a cycle", "场活动/循环"),
    "figure.teachers": ("teacher in charge|teachers in charge", "名教师参与"),
    "figure.rooms": ("room in use|rooms in use", "处场地使用"),
    "figure.first": ("got a first choice", "获得第一志愿"),
    "figure.unplaced": ("wanted a club, got none", "有志愿未进社团"),
    # ---- what is known ------------------------------------------------------------------------------------------
    "status.broken": (
        'This timetable breaks required rules {n} time: see "What could not be met". It must not be put up.|'
        'This timetable breaks required rules {n} times: see "What could not be met". It must not be put up.',
        "本课表有{n}处违反必须遵守的规则（见“未能满足的要求”），不可公布。",
    ),
    "status.ok": (
        "Every required rule is met; an independent check has confirmed it.",
        "所有必须遵守的规则均已满足，并经独立核查确认。",
    ),
    "status.optimal": (
        "It is proved that no timetable does better: every aim below has its best possible value, each one without "
        "harm to those above it.",
        "已证明没有更好的课表：以下各项目标均达到最优值，且后一目标不损害前一目标。",
    ),
    "status.optimal_scoped": (
        "Every aim below has its best possible value within what its line in the table of aims says.",
        "以下各项目标在其说明的范围内均达到最优值。",
    ),
    "status.proved.all timetables": ("Proved to be the best possible: {aims}.", "已证明为最优：{aims}。"),
    "status.proved.as good in the aims above": (
        "Proved to be the best among timetables that are as good in the aims above: {aims}.",
        "在前面各项目标同样好的课表中已证明为最优：{aims}。",
    ),
    "status.proved.this choice of groups": (
        "Proved to be the best for this choice of groups: {aims}.",
        "在目前开设的小组范围内已证明为最优：{aims}。",
    ),
    "status.gap": (
        "Not proved: {aims}. A better timetable may exist; the table of aims says by how much at most.",
        "尚未证明：{aims}。可能存在更好的课表，最大差距见目标表。",
    ),
    "status.no_result": (
        "Nothing is said here about how much better a timetable could be: it was judged, not searched for.",
        "本报告只核查课表，未计算其与最优课表的差距。",
    ),
    "status.utility_gap": (
        "Counted in points for students' choices, at most {gap} more could be reached.",
        "按学生志愿得分计算，最多还可提高{gap}。",
    ),
    "aims": ("Aims", "目标"),
    "aims.note": (
        "Aims come in this order: a later one never harms an earlier one. Smaller values are better.",
        "目标按此顺序优先，后面的目标不损害前面的目标。数值越小越好。",
    ),
    "aim": ("Aim", "目标"),
    "aim.value": ("Value", "数值"),
    "aim.bound": ("Best conceivable", "理论最好值"),
    "aim.gap": ("Gap", "差距"),
    "aim.proven": ("Bound proved", "界已证明"),
    "aim.scope": ("Holds for", "适用范围"),
    "aim.unplaced": ("Students who wanted a club and got none", "有志愿而未进社团的学生数"),
    "aim.first_choice": ("Students without their first choice", "未获第一志愿的学生数"),
    "aim.regret": ("Worst student's distance from the own best", "最不利学生与其最佳结果的差距"),
    "aim.squares": ("Ranks of the clubs given, squared and added up", "所得社团志愿序号的平方和"),
    "aim.lottery": ("Lottery among students who are equal", "同等学生之间的抽签"),
    "aim.utility": ("Points short of everybody's wishes", "与全部志愿满足相比所差的分数"),
    "aim.workload": ("Teachers' workload and wishes", "教师工作量与意愿"),
    "aim.continuity": ("Own teacher, own room, same people", "本班教师、本班教室与人员稳定"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "unknown": ("–", "–"),
    "scope.all timetables": ("all timetables", "所有课表"),
    "scope.as good in the aims above": ("timetables as good in the aims above", "前面各项目标同样好的课表"),
    "scope.this choice of groups": ("this choice of groups", "目前开设的小组"),
    # ---- the week -------------------------------------------------------------------------------------------------
    "periods": ("Periods", "时段"),
    "period": ("Period", "时段"),
    "clubs.week": ("Clubs of the week", "每周社团"),
    "rota": ("Rota", "轮值表"),
    "date": ("Date", "日期"),
    "day.by.period": ("All sessions, day by day", "每日全部活动"),
    "group": ("Group", "小组"),
    "room": ("Room", "场地"),
    "lead": ("Lead", "负责教师"),
    "with": ("with {names}", "协助：{names}"),
    "size": ("Size", "人数"),
    "members": ("Members", "人数"),
    "of": ("{n} of {most}", "{n}/{most}"),
    "to_period": ("to the end of {period}", "至{period}结束"),
    "since_period": ("since {period}", "自{period}开始"),
    "nothing": ("Nothing is held.", "无活动。"),
    "guests": ("joined by {classes}", "{classes}并入"),
    "part": ("part {k} of {n}", "第{k}组，共{n}组"),
    # ---- classes ---------------------------------------------------------------------------------------------------
    "class.name": ("Class {name}", "{name}班"),
    "class": ("Class", "班级"),
    "grade": ("Grade {n}", "{n}年级"),
    "class_teacher": ("Class teacher: {name}", "班主任：{name}"),
    "own_room": ("Room: {name}", "教室：{name}"),
    # ---- teachers --------------------------------------------------------------------------------------------------
    "teacher": ("Teacher", "教师"),
    "teachers.note": (
        'Counted over one cycle of the timetable, in the season "{season}": periods, minutes by the clock, days, and '
        "evenings (days that end after {evening}).",
        "按课表一个循环、“{season}”时间统计：时段数、实际分钟数、天数及晚班（{evening}以后结束的天数）。",
    ),
    "teachers.note_plain": (
        'Counted over one cycle of the timetable, in the season "{season}": periods, minutes by the clock, and days.',
        "按课表一个循环、“{season}”时间统计：时段数、实际分钟数及天数。",
    ),
    "load.periods": ("Periods", "时段"),
    "load.minutes": ("Minutes", "分钟"),
    "load.days": ("Days", "天数"),
    "load.evenings": ("Evenings", "晚班"),
    "load.chart": ("Periods per teacher", "每位教师的时段数"),
    "load.chart.desc": (
        "Bars: periods per teacher over one cycle, from {least} to {most}.",
        "条形图：每位教师一个循环内的时段数，最少{least}，最多{most}。",
    ),
    "load.limit": ("Red line: the most periods allowed", "红线：时段数上限"),
    "assists": ("helps", "协助"),
    "external": ("external", "外聘"),
    "no_session": ("No session: {names}", "未安排：{names}"),
    # ---- rooms -----------------------------------------------------------------------------------------------------
    "seats": ("{n} seat|{n} seats", "{n}座"),
    "outdoor": ("outdoor", "室外"),
    "wet_days": ("on wet days: {room}", "雨天改在{room}"),
    "rooms.unused": ("Not used: {names}", "未使用：{names}"),
    # ---- students --------------------------------------------------------------------------------------------------
    "student": ("Student", "学生"),
    "students.note": (
        "Numbers are periods: {periods}. A time is given where a student leaves before the end of the last period "
        '(season "{season}"). Where no room is named, it is the class\'s own.',
        "数字表示时段：{periods}。在最后一个时段结束前离校的学生标有离校时间（按“{season}”时间）。未注明场地的为本班教室。",
    ),
    "away": ("–", "–"),
    # ---- choices ---------------------------------------------------------------------------------------------------
    "choices.histogram": ("What students got", "志愿结果"),
    "choices.histogram.note": (
        "Each student is counted once, by the best club received. {n} students listed at least one club.",
        "每名学生按所得最好的志愿计一次。共{n}名学生填报了社团志愿。",
    ),
    "choices.histogram.desc": (
        "Bars: number of students by the rank of their best club.",
        "条形图：按所得最好志愿的学生人数。",
    ),
    "choices.rank": ("{n}{suffix} choice", "第{n}志愿"),
    "choices.none": ("no club", "未进社团"),
    "choices.unserved": ("no club possible", "无法安排"),
    "choices.clubs": ("Clubs given, by rank", "按志愿序号统计的社团名额"),
    "choices.demand": ("Demand and places", "需求与名额"),
    "club": ("Club", "社团"),
    "demand.first": ("Listed first", "第一志愿"),
    "demand.listed": ("Listed at all", "填报人数"),
    "demand.expected": ("Expected", "预计人数"),
    "demand.groups": ("Groups", "小组"),
    "demand.places": ("Places", "名额"),
    "demand.members": ("Members", "成员"),
    "demand.free": ("Free", "空余"),
    "demand.not_opened": ("not opened", "未开设"),
    # ---- what could not be met -------------------------------------------------------------------------------------
    "unmet": ("What could not be met", "未能满足的要求"),
    "unmet.nothing": (
        "Everything was met: no rule is broken, no wish was set aside.",
        "全部满足：没有违反规则，也没有未满足的意愿。",
    ),
    "unmet.violations": ("Broken required rules", "违反的必守规则"),
    "unmet.penalties": ("Wishes that had to give way", "未能满足的意愿"),
    "unmet.penalties.note": (
        "None of these is forbidden; each is counted against the aim named. What was gained by it stands above it in "
        "the order of the aims, or was the least that had to give way.",
        "以下各项并不违反必守规则，仅计入相应目标；为满足更优先的目标，这些意愿作了让步。",
    ),
    "unmet.group": (
        '{n} time, cost {cost} to the aim "{aim}"|{n} times, cost {cost} to the aim "{aim}"',
        "{n}项，计入目标“{aim}”共{cost}",
    ),
    "unmet.group_required": ("{n} time|{n} times", "{n}项"),
    "unmet.who": ("Who or what", "对象"),
    "unmet.amount": ("Amount", "数量"),
    "unmet.says": ("What it is", "说明"),
    "unplaced": ("Students without a club", "未进社团的学生"),
    "unplaced.note": (
        "They listed clubs and got none. For each club listed, best first, the reason as far as it can be said.",
        "他们填报了志愿但未进入任何社团。按志愿顺序列出可说明的原因。",
    ),
    "unserved": ("Students whom no timetable could serve", "任何课表都无法安排社团的学生"),
    "unserved.note": (
        "Their stay leaves no room for any club they listed, however the groups are arranged. They are not counted as "
        "unplaced.",
        "无论如何安排，其留校时间都与所填社团不符，不计入“未进社团”。",
    ),
    "reason.not_opened": ("not opened", "未开设"),
    "reason.full": ("full ({n} of {most})", "已满（{n}/{most}）"),
    "reason.full_groups": ("all {groups} groups full ({n} of {most})", "{groups}个小组均已满（{n}/{most}）"),
    "reason.stay": ("meets when the student is not there ({when})", "活动时间（{when}）该生不在校"),
    "reason.not_open": ("not open to this student", "不面向该生"),
    "reason.free": (
        "a place was free, but no better timetable was found that uses it",
        "有空余名额，但未找到更好的安排",
    ),
    "reason.never": ("its days or periods do not fit the stay", "其时间与该生留校时间不符"),
    "choices.of": ("Choices", "志愿"),
    # ---- sheets ----------------------------------------------------------------------------------------------------
    "attendance": ("Attendance", "考勤表"),
    "attendance.note": (
        "An empty box: the student is expected. A small number: expected in that period only. A dash: not expected.",
        "空格：应到；小数字：仅该时段应到；横线：无需到场。",
    ),
    "attendance.sheet": ("sheet {k} of {n}", "第{k}张，共{n}张"),
    "attendance.expected": ("Expected", "应到"),
    "attendance.present": ("Present", "实到"),
    "attendance.sign": ("Signature", "签名"),
    "attendance.name": ("Name", "姓名"),
    "attendance.date": ("Date", "日期"),
    "number": ("No.", "序号"),
    "handover": ("Hand-over", "接送交接"),
    "handover.note": (
        "Who is collected from which group, and when. Times hold for all seasons unless a season is named.",
        "各小组学生的接送时间与交接教师。未注明季节的时间全年适用。",
    ),
    "handover.day": ("Day", "星期"),
    "handover.time": ("Collected at", "接送时间"),
    "handover.people": ("Students", "学生"),
    "handover.season_only": ("{season} only", "仅{season}"),
    # ---- rules and proof -------------------------------------------------------------------------------------------
    "rules": ("Rules in force", "生效规则"),
    "rule": ("Rule", "规则"),
    "rule.says": ("What it says", "内容"),
    "rule.weight": ("Weight", "权重"),
    "rule.required": ("required", "必须"),
    "rule.note": ("Note", "说明"),
    "policies": ("Policies followed", "遵循的政策"),
    "policy": ("Policy", "政策"),
    "policy.date": ("Date", "日期"),
    "policy.source": ("Source", "依据"),
    "exemptions": ("Exemptions", "豁免"),
    "exemptions.note": (
        "Home classes that are kept whole although they exceed the limit for a group, because the scenario says so "
        "(over_cap: keep).",
        "按方案规定（over_cap: keep）超过小组人数上限而不拆分的行政班。",
    ),
    "exemptions.limit": ("Limit", "上限"),
    "exemptions.none": ("None.", "无。"),
    "when": ("When", "时间"),
    "small_print": ("Small print", "附注"),
    "small.scenario": ("Scenario", "方案"),
    "small.interrupted": ("Ended by the user", "由用户中止"),
    "small.seed": ("Seed", "随机种子"),
    "small.deterministic": ("Can be repeated exactly", "可精确重现"),
    "small.inputs": ("Read from (SHA-256)", "输入文件（SHA-256）"),
    "small.versions": ("Versions", "版本"),
    "small.seconds": ("Seconds", "用时（秒）"),
    "small.status": ("Status", "状态"),
    "small.utility_gap": ("Utility gap", "效用差距"),
    "small.utility": ("Utility", "效用"),
    "status.word.optimal": ("optimal", "最优"),
    "status.word.feasible": ("feasible", "可行"),
}

# ---- the rules' sentences in Chinese (in English each rule says its own: `Rule.means`) -----------------------------

RULE_TITLES: dict[str, Text] = {
    "supervised": ("Supervised", "全程看护"),
    "no_clash": ("No clash", "不冲突"),
    "group_size": ("Group size", "小组人数"),
    "room_fit": ("Room fit", "场地适合"),
    "teacher_fit": ("Teacher fit", "教师适合"),
    "staffing": ("Staffing", "人员配备"),
    "end_time": ("End time", "结束时间"),
    "meets": ("Meets", "活动次数"),
    "workload": ("Workload", "工作量"),
    "eligible": ("Eligible", "参加资格"),
    "club_limit": ("Club limit", "社团数量"),
    "same_people": ("Same people", "人员稳定"),
    "even": ("Even", "均衡"),
    "wishes": ("Wishes", "教师意愿"),
    "pinned": ("Pinned", "已定安排"),
}
RULES_ZH: dict[str, str] = {
    "supervised": "每名学生在留校的每个时段都在某个小组中。",
    "no_clash": "任何人不得同时在两处，场地内同时活动的小组不超过其容量。",
    "group_size": "每组最多{cap}人；社团达到最低人数才开设。",
    "room_fit": "每场活动都有类型合适、设施齐全、座位足够且开放的场地。",
    "teacher_fit": "负责教师具备所需技能、学科与岗位；协助者符合要求；所有人员在岗且审查合格。",
    "staffing": "每场活动有一名负责教师，教师人数符合活动要求；社团教师保持不变。",
    "end_time": "任何活动不得晚于当季结束时间、过早开始、时间过短或天黑后在室外进行。",
    "meets": "各小组活动的次数、时长与日期时段均符合该活动的要求。",
    "workload": "教师的时段、分钟、天数与晚班保持在限额之内。",
    "eligible": "学生只进入面向自己、自己选择且与留校时间相符的小组。",
    "club_limit": "学生的社团数不超过所希望的数量，且不重复。",
    "even.teachers": "教师之间的工作量相差不超过{tolerance}。",
    "even.groups": "同一社团各小组人数相差不超过{tolerance}。",
    "wishes": "照顾教师对日期、时段、活动、场地和社团的意愿。",
    "pinned": "学校已定的安排保持不变。",
    "same_people.own_teacher": "班级小组由本班教师负责（有学科要求时为本班该学科教师）。",
    "same_people.own_room": "班级小组在本班教室活动。",
    "same_people.own_group": "行政班单独成组，不并入其他班级的小组。",
    "same_people.club_room": "社团小组每次在同一场地活动。",
}
# Parameters of rules, as they are named where a Chinese sentence gives their values.
FIELDS_ZH: dict[str, str] = {
    "cap": "人数上限",
    "external_share": "外聘占比上限（%）",
    "grades": "按年级的最晚结束时间",
    "clubs_per_week": "每周社团数上限",
    "sessions_per_day": "每日时段",
    "sessions_per_week": "每周时段",
    "minutes_per_day": "每日分钟",
    "minutes_per_week": "每周分钟",
    "days_per_week": "每周天数",
    "evenings_per_week": "每周晚班",
    "consecutive_days": "连续天数",
    "rest_minutes": "两日之间休息（分钟）至少",
    "late_start": "晚班次日晚到岗",
    "after": "晚于",
    "not_before": "次日不早于",
    "per_category": "各类社团上限",
    "tolerance": "允许差值",
    "what": "项目",
    "who": "对象",
    "teachers": "教师",
    "roles": "岗位",
    "external": "外聘",
    "activities": "活动",
    "activity": "活动",
    "student": "学生",
    "class": "班级",
    "week": "周次",
    "day": "星期",
    "period": "时段",
    "room": "场地",
    "teacher": "教师",
    "min": "至少",
    "max": "至多",
}
# Units of teachers' work.
UNITS_OF_WORK: dict[str, str] = {"periods": "时段数", "minutes": "分钟数", "days": "天数", "evenings": "晚班数"}
# What one unit of a rule's amount is, where the checker's sentence is in the other language.
UNITS_ZH: dict[str, str] = {
    "supervised": "人次（学生·时段）",
    "no_clash": "场",
    "group_size": "人或组",
    "room_fit": "场或座位",
    "teacher_fit": "人次",
    "staffing": "人次",
    "end_time": "分钟",
    "meets": "场",
    "workload": "单位",
    "eligible": "人次",
    "club_limit": "个",
    "same_people": "次",
    "even": "单位",
    "wishes": "次",
    "pinned": "项",
}
