# 图表的简体中文文字。每个标识与 en.ftl 相同，变量也相同。

## 共用

customers = { $number } 家客户
nothing-to-draw = { $chart }：无可绘制
left-out = 此图从略，原因如下。
card-alt = { $title }。{ $reason }
full-stop = 。
not-reliable = 不可靠：数据或流失概率存在严重问题。
as-of = 截至 { $date }
from-to = { $from } 至 { $to }
months-covered = 覆盖 { $months } 个月中的 { $covered } 个月
input-hash = 输入 { $hash }
basis-net-revenue = 净收入
basis-asc280 = 按客户集团计的净收入（ASC 280）
basis-ifrs8 = 按客户集团计的净收入（IFRS 8）
basis-csrc = 按客户集团计的净收入（证监会口径）
basis-economic = 按经济关联集团计的净收入
basis-legal = 按法律主体客户计的净收入
window-month = 截至 { $to } 的一个月
window-quarter = 截至 { $to } 的季度
window-fiscal-year = 截至 { $to } 的财年
window-ytd = 财年至今（{ $to }）
window-trailing = 过去 { $months } 个月
window-covered = { $months } 个月中的 { $covered } 个月
level-watch = 关注
level-warning = 警告
level-critical = 严重
others = 其他（{ $number }）
gallery-title = 图表一览
gallery-data = 数据：[{ $path }]({ $path })
in-unit = （{ $unit }）

## 最大客户

chart-top-customers = 最大客户
top-customers-title-none = 没有客户产生收入
top-customers-title-below = 没有客户达到收入的 10%；最大客户 { $name } 占 { $share }
top-customers-title-only = { $name } 是唯一的客户
top-customers-title-one = 一家客户（{ $name }）占收入的 { $share }
top-customers-title-many = { $count } 家客户各占收入 10% 以上，合计 { $share }
top-customers-measure = { $window }各客户净收入{ $unit }及其占 { $total } 的份额{ $before ->
    [yes] {" "}· 细条：上年同期
   *[no] {""}
}
top-customers-limit = 收入的 10%
top-customers-others = 其他 { $number } 家客户：{ $share }，{ $amount }
top-customers-alt = 按收入排序的 { $count } 家最大客户条形图：{ $listed }。
top-customers-none-positive = 窗口期内没有客户有正收入

## 依赖度走势

chart-dependency-over-time = 依赖度走势
dependency-over-time-title = { $who ->
    [one] 最大客户贡献收入的 { $share }
   *[ten] 前十大客户贡献收入的 { $share }
}{ $move ->
    [steady] ，与 { $since } 持平
    [up] ，较 { $since } 上升 { $points } 个百分点
    [down] ，较 { $since } 下降 { $points } 个百分点
   *[none] {""}
}
dependency-over-time-undefined = 收入份额无法计算
dependency-over-time-measure = 各季度末过去 12 个月净收入中最大客户所占份额
dependency-over-time-panel-1 = 最大客户
dependency-over-time-panel-5 = 前五大客户
dependency-over-time-panel-10 = 前十大客户
dependency-over-time-hollow = 空心点：账本不足十二个月
dependency-over-time-no-limits = 客户少而均匀，前十大不设限额
dependency-over-time-alt = { $quarters } 个季度的三条折线与限额区间；{ $quarter }：{ $told }。
dependency-over-time-told = { $who ->
    [1] 最大客户 { $share }
   *[other] 前 { $who } 大客户 { $share }
}
dependency-over-time-empty = 历史中没有收入为正的季度末

## 经常性收入走势

chart-recurring-over-time = 经常性收入走势
recurring-over-time-title = 收入的 { $share } 为经常性收入，月度经常性收入达 { $mrr }
recurring-over-time-title-share = 收入的 { $share } 为经常性收入
recurring-over-time-title-inferred = 按重复购买推断，收入的 { $share } 为经常性收入
recurring-over-time-title-mrr = 月度经常性收入达 { $mrr }
recurring-over-time-title-none = 各月经常性收入与其他收入
recurring-over-time-measure = 各月净收入{ $unit }{ $cut ->
    [yes] {" "}· { $all } 个月中最近 { $shown } 个月
   *[no] {""}
}
recurring-over-time-recurring = 经常性
recurring-over-time-other = 其他
recurring-over-time-share = 经常性收入占比（{ $window }）
recurring-over-time-share-inferred = 经常性收入占比（按重复购买推断，{ $window }）
recurring-over-time-mrr = { $month } 月末 MRR
recurring-over-time-arr = ARR（MRR × 12）
recurring-over-time-told = { $month } 经常性收入 { $recurring }，其他收入 { $other }
recurring-over-time-alt = { $count ->
    [1] 一个月的堆积柱形图。{ $last }。
   *[other] { $count } 个月的堆积柱形图。{ $first }；{ $last }。
}
recurring-over-time-unknown = 账本未注明哪些收入属于经常性收入

## 收入变动桥

chart-movement-bridge = 收入变动桥
movement-bridge-title = { $period ->
    [month] { $count } 个月内
   *[quarter] { $count } 个季度内
}{ $measure ->
    [mrr] 月度经常性收入（MRR）
   *[revenue] 季度收入
}{ $went ->
    [stood] 保持在 { $closing }
    [grew] 增长 { $share }，达 { $closing }
    [fell] 下降 { $share }，至 { $closing }
   *[went] 由 { $opening } 变为 { $closing }
}：{ $gains ->
    [stayed-first] 存量客户增购 { $grown }，新客户带来 { $new }
    [new-first] 新客户带来 { $new }，存量客户增购 { $grown }
    [stayed] 存量客户增购 { $grown }
    [new] 新客户带来 { $new }
   *[none] 客户未带来增量
}，{ $losses ->
    [some] 流失与缩减 { $lost }
   *[none] 无流失与缩减
}
movement-bridge-measure = { $measure ->
    [mrr] 月度经常性收入（MRR）
   *[revenue] 季度收入
}{ $unit }，{ $first } 期初至 { $last } 期末；各项为 { $count } 个{ $period ->
    [month] 月
   *[quarter] 季度
}合计
movement-bridge-share = 占期初比例
movement-bridge-customers = 客户数
movement-bridge-opening = 期初
movement-bridge-new = 新客户
movement-bridge-reactivation = 回流
movement-bridge-expansion = 增购
movement-bridge-contraction = 缩减
movement-bridge-churn = 流失
movement-bridge-transfer = 集团间转移
movement-bridge-fx = 汇率变动
movement-bridge-adjustment = 调整
movement-bridge-closing = 期末
movement-bridge-told = { $step } { $amount }
movement-bridge-alt = 瀑布图：由期初 { $opening }至期末 { $closing }，其中{ $steps }。
movement-bridge-no-month = 没有可跟踪的月份
movement-bridge-one-month = 账本只覆盖一个月，没有上月可比
movement-bridge-still = 账本覆盖的各期之间没有变动
