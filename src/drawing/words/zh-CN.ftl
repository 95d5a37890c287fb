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
last-quarter-end = { $measure }；最近季度末为 { $quarter }

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
top-customers-past = { $share } 及以上
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
    [stayed-first] 存量客户增购 { $grown }，{ $came ->
        [both] 新客户及回流客户
        [returning] 回流客户
       *[new] 新客户
    }带来 { $new }
    [new-first] { $came ->
        [both] 新客户及回流客户
        [returning] 回流客户
       *[new] 新客户
    }带来 { $new }，存量客户增购 { $grown }
    [stayed] 存量客户增购 { $grown }
    [new] { $came ->
        [both] 新客户及回流客户
        [returning] 回流客户
       *[new] 新客户
    }带来 { $new }
   *[none] 客户未带来增量
}，{ $losses ->
    [some] 流失与缩减 { $lost }
   *[none] 无流失与缩减
}
movement-bridge-measure = { $measure ->
    [mrr] 月度经常性收入
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

## HHI 变动

chart-hhi-change = HHI 变动
hhi-change-title = { $went ->
    [rose] 集中度（HHI）12 个月内由 { $before } 升至 { $after }
    [fell] 集中度（HHI）12 个月内由 { $before } 降至 { $after }
   *[stood] 集中度（HHI）12 个月内保持在 { $after }
}{ $lead ->
    [one] { $went ->
        [rose] ，仅 { $name } 一家就推高 { $part } 点
       *[fell] ，仅 { $name } 一家就拉低 { $part } 点
    }
   *[many] { $went ->
        [stood] {""}
       *[moved] ，没有任何一家客户的影响达到四分之一
    }
}
hhi-change-measure = 净收入的赫芬达尔－赫希曼指数（HHI，0 至 10,000 点）；本期与此前十二个月相比
hhi-change-before = 上年同期
hhi-change-transfer = 归属变更
hhi-change-fx = 汇率变动
hhi-change-stayers = 存量客户
hhi-change-entrants = 新进客户
hhi-change-leavers = 退出客户
hhi-change-after = 本期
hhi-change-limit = { $level }：{ $limit }
hhi-change-customers = 影响最大的客户
hhi-change-share = { $kind ->
    [entrant] 新进，现占收入 { $after }
    [leaver] 退出，原占收入 { $before }
   *[stayer] 收入占比由 { $before } 变为 { $after }
}
hhi-change-told = { $name } { $points }
hhi-change-still = 没有变动
hhi-change-alt = HHI 由 { $before } 至 { $after } 的瀑布图：{ $steps }。
hhi-change-none = 报告中没有可比的上一年度

## 有效客户数

chart-effective-customers = 有效客户数
effective-customers-title = { $count ->
    [1] 仅有一家客户
   *[other] { $number } 家客户仅相当于 { $is } 家均等客户
}{ $move ->
    [up] ，较 { $since } 的 { $was } 家上升
    [down] ，较 { $since } 的 { $was } 家下降
    [steady] ，与 { $since } 持平
   *[none] {""}
}
effective-customers-measure = 有效客户数（1 / Σ 份额²），按各季度末过去 12 个月净收入计算
effective-customers-all = 全部客户数
effective-customers-of = 共 { $number } 家客户
effective-customers-band = { $level }：不超过 { $effective } 家（HHI { $hhi }）
effective-customers-hollow = 空心点：账本不足十二个月
effective-customers-told = { $quarter }：{ $number } 家客户相当于 { $effective } 家
effective-customers-alt = { $count ->
    [1] 一个季度末；{ $last }。
   *[other] { $count } 个季度末的折线图；{ $first }；{ $last }。
}
effective-customers-none = 历史中没有收入为正的季度末

## 最大客户排名

chart-rank-bump = 最大客户排名
rank-bump-title = { $lead ->
    [always] { $name } 自 { $first } 以来一直是最大客户
   *[taken] { $name } 自 { $since } 起成为最大客户
}{ $came ->
    [single] {""}
    [none] { $size ->
        [10] ；当前前十大客户在 { $first } 已全部在列
       *[other] ；当前前 { $size } 大客户在 { $first } 已全部在列
    }
    [all] { $size ->
        [10] ；当前前十大客户在 { $first } 均不在列
       *[other] ；当前前 { $size } 大客户在 { $first } 均不在列
    }
   *[some] { $size ->
        [10] ；当前前十大客户中有 { $count } 家为 { $first } 之后新进
       *[other] ；当前前 { $size } 大客户中有 { $count } 家为 { $first } 之后新进
    }
}
rank-bump-measure = 各季度末按过去 12 个月净收入的排名；名次变动为首末两期之差，占比为最近一期收入占比
rank-bump-note = { $share } · { $move ->
    [new] { $since } 起进入
    [up] 上升 { $count } 位
    [down] 下降 { $count } 位
   *[same] 名次不变
}
rank-bump-came = 进入前十大
rank-bump-left = 退出前十大
rank-bump-coloured = 彩色：最大客户及名次变动最大者
rank-bump-alt = { $first } 至 { $last } 的排名折线；期末最大客户：{ $listed }。
rank-bump-one-quarter = 账本只有一个季度末，无法比较名次
rank-bump-none = 报告中没有季度末的客户排名

## 最大客户份额走势

chart-share-stack = 最大客户份额走势
share-stack-title = { $count ->
    [1] 当前最大客户贡献收入的 { $is }
    [5] 当前前五大客户合计贡献收入的 { $is }
   *[other] 当前前 { $count } 大客户合计贡献收入的 { $is }
}{ $move ->
    [up] ，高于 { $since } 的 { $was }
    [down] ，低于 { $since } 的 { $was }
    [steady] ，与 { $since } 持平
   *[none] {""}
}{ $lead ->
    [one] ；仅 { $name } 一家就由 { $from } 变为 { $to }
   *[many] {""}
}
share-stack-measure = 各季度末过去 12 个月净收入份额{ $hollow ->
    [yes] {" "}· 窄柱：账本不足十二个月
   *[no] {""}
}{ $others ->
    [drawn] {""}
   *[told] {" "}· 其余为所有其他客户
}
share-stack-others = { $others }：{ $share }
share-stack-alt = { $count } 个季度末的堆积柱形图，按当前最大客户分层；{ $quarter }：{ $listed }。
share-stack-none = 报告中没有最近季度末有收入的客户排名
## 流失敞口

chart-churn-exposure = 流失敞口
churn-exposure-title-none = 客户流失的潜在损失
churn-exposure-title = 未来 { $months } 个月预期损失 { $loss }{ $known ->
    [yes] （占{ $exposed ->
        [revenue] 收入
       *[other] {" "}ARR{" "}
    }的 { $share }）
   *[no] {""}
}{ $customers ->
    [one] ，全部来自 { $name }
    [even] ，单一客户最多 { $first }
   *[many] ，其中 { $name } 一家即达 { $first }
}
churn-exposure-empty = 没有客户存在在险收入，或无法形成流失概率
churn-exposure-measure = 未来 { $months } 个月预期损失（斜线：预测）＝ { $cuts ->
    [yes] 流失或缩减概率 × 损失比例
   *[no] 流失概率
} × { $locked ->
    [yes] 届时可终止的
   *[no] {""}
}{ $exposed ->
    [revenue] 过去 12 个月收入
    [contracted] 合同 ARR
   *[arr] ARR
}{ $unit }
churn-exposure-head-loss = 预期损失
churn-exposure-head-chance = { $months } 个月内流失概率及 5–95% 区间
churn-exposure-head-exposed = { $exposed ->
    [revenue] 在险收入
    [contracted] 合同 ARR
   *[arr] 在险 ARR
}
churn-exposure-others = 其余 { $number } 家客户{ $count ->
    [one] {""}
   *[other] 合计
}预期损失 { $amount }
churn-exposure-locked = 另有 { $amount }{ $exposed ->
    [revenue] 收入
   *[other] {" "}ARR{" "}
}受合同锁定，{ $months } 个月内不可终止
churn-exposure-own = 空心点：人工设定的概率
churn-exposure-told = { $name }：{ $loss }（概率 { $chance }）
churn-exposure-alt = 按客户排列的预期损失条形图（前 { $count } 位，附概率与区间）：{ $listed }。

## 规模与流失概率

chart-churn-bubbles = 规模与流失概率
churn-bubbles-empty = 没有客户存在在险收入，或无法形成流失概率
churn-bubbles-title = { $finding ->
    [even] 风险分散：最大的预期损失（{ $name }）仅占 { $all }的 { $part }
    [only] 全部预期损失来自 { $name }，流失概率 { $chance }
   *[first] { $name } 一家占预期损失的 { $part }：占{ $exposed ->
        [revenue] 收入
       *[other] {" "}ARR{" "}
    }的 { $share }，流失概率 { $chance }
}
churn-bubbles-measure = { $months } 个月内流失概率与占{ $exposed ->
    [revenue] 收入
    [contracted] 合同 ARR{" "}
   *[arr] {" "}ARR{" "}
}的份额；面积（斜线：预测）与数字（占比）为预期损失{ $others ->
    [0] {""}
   *[other] ；最小的 { $number } 家从略
}
churn-bubbles-own = 人工设定；短横为模型概率
churn-bubbles-scale = 占{ $exposed ->
    [revenue] 收入
   *[other] {" "}ARR{" "}
}的份额（平方根刻度）
churn-bubbles-upward = { $months } 个月内流失概率
churn-bubbles-crowd = { $number } 家客户，每家 { $loss }
churn-bubbles-line = 损失 { $loss }
churn-bubbles-told = { $name } 份额 { $share }、概率 { $chance }、预期损失 { $loss }
churn-bubbles-alt = 按份额、流失概率与预期损失绘制的气泡图：{ $listed }。

## 分层流失敞口

chart-exposure-by-tier = 分层流失敞口
exposure-by-tier-empty = 没有客户存在在险收入，或无法形成流失概率
exposure-by-tier-title = { $tier ->
    [head] 头部
    [middle] 腰部
   *[tail] 尾部
} { $number } 家客户{ $count ->
    [one] {""}
   *[other] {""}
}承担 { $loss }预期损失的 { $share }
exposure-by-tier-title-none = 未来 { $months } 个月无预期损失
exposure-by-tier-measure = 各部分{ $exposed ->
    [revenue] 过去 12 个月收入
    [contracted] 合同 ARR
   *[arr] {" "}ARR
}{ $unit }：实心为全部，斜线为其中 { $months } 个月内的预期损失（预测）
exposure-by-tier-tier = 按规模（收入占比）
exposure-by-tier-segment = 按客户分层
exposure-by-tier-quarter = 按续约季度
exposure-by-tier-head = 头部：前 80%
exposure-by-tier-middle = 腰部：其后 15%
exposure-by-tier-tail = 尾部：末 5%
exposure-by-tier-later = 更晚
exposure-by-tier-endless = 无固定期限
exposure-by-tier-head-loss = 预期损失
exposure-by-tier-head-exposed = { $exposed ->
    [revenue] 收入
   *[other] ARR
}
exposure-by-tier-head-rate = 损失率
exposure-by-tier-told = { $name }：{ $exposed }中的 { $loss }
exposure-by-tier-alt = 各部分在险收入及其中预期损失的条形图：{ $listed }。

## 头部与其余客户的留存

chart-retention-head-rest = 头部与其余客户的收入留存
retention-head-rest-empty = 一年前没有可供比较收入的客户
retention-head-rest-title = { $covered ->
    [yes] {""}
   *[no] 比较年度未完整覆盖：
}{ $customers ->
    [one] 最大客户的净收入留存率为 { $head }，其余客户为 { $rest }
   *[other] 前{ $customers ->
        [10] 十
       *[other] {" "}{ $customers }{" "}
    }大客户的净收入留存率为 { $head }，其余客户为 { $rest }
}
retention-head-rest-title-masked = { $covered ->
    [yes] {""}
   *[no] 比较年度未完整覆盖：
}净收入留存率 { $nrr } 依赖三家客户：剔除后仅 { $without }
retention-head-rest-title-whole = { $covered ->
    [yes] {""}
   *[no] 比较年度未完整覆盖：
}一年前的客户净收入留存率为 { $nrr }，总收入留存率为 { $grr }
retention-head-rest-measure = { $basis ->
    [mrr] 一年前客户的当前 MRR 与当时 MRR 之比
   *[ttm] 一年前客户近 12 个月收入与此前 12 个月收入之比
}：净留存含增购，总留存不含
retention-head-rest-nrr = 净收入留存率（NRR）
retention-head-rest-grr = 总收入留存率（GRR）
retention-head-rest-head = { $count ->
    [one] 最大客户
    [10] 前十大客户
   *[other] 前 { $number } 大客户
}
retention-head-rest-rest = 其余 { $number } 家{ $count ->
    [one] {""}
   *[other] {""}
}
retention-head-rest-whole = { $number } 家客户{ $count ->
    [one] {""}
   *[other] {""}
}
retention-head-rest-year-ago = 一年前：{ $rate }
retention-head-rest-without = { $effect ->
    [masked] 全部客户 NRR { $nrr } 掩盖了流失：剔除增幅最大的三家客户后为 { $without }
   *[none] 剔除增幅最大的三家客户后，全部客户 NRR 为 { $without }（原为 { $nrr }）
}
retention-head-rest-short = 账本未覆盖完整的比较年度
retention-head-rest-history = 各季度末全部客户
retention-head-rest-hollow = 空心点：比较年度未完整覆盖
retention-head-rest-last = { $quarter }{ $base ->
    [whole] {""}
   *[part] （部分）
}
retention-head-rest-last-nrr = NRR { $rate }
retention-head-rest-last-grr = GRR { $rate }
retention-head-rest-told = { $part } NRR { $nrr }、GRR { $grr }
retention-head-rest-alt = 收入留存率条形图：{ $parts }；{ $quarters ->
    [0] 无更早季度
   *[other] 另有 { $quarters } 个季度末全部客户的折线
}。

## 客户群组留存热力图

chart-cohort-heat-map = 客户群组收入留存
cohort-heat-map-empty = 尚无客户群组有第二个月的数据
cohort-heat-map-cohorts = { $begun ->
    [later] { $count ->
        [1] 账本开始后唯一的群组
       *[other] 账本开始后的 { $count } 个群组
    }
    [newest] 最新的 { $count } 个群组
   *[all] { $count ->
        [1] 唯一的客户群组
       *[other] { $count } 个客户群组
    }
}
cohort-heat-map-title = { $finding ->
    [none] { $cohorts }{ $count ->
        [1] 收入
       *[other] 的收入均
    }不低于首{ $period ->
        [month] 月
       *[quarter] 季
    }
    [gone] { $cohorts }{ $count ->
        [1] {""}
       *[other] 均
    }已不再产生收入
    [all] { $cohorts }的收入均低于首{ $period ->
        [month] 月
       *[quarter] 季
    }，{ $worst } 群组仅剩 { $kept }
   *[some] { $cohorts }{ $count ->
        [1] 的
       *[other] 中有 { $below } 个
    }收入低于首{ $period ->
        [month] 月
       *[quarter] 季
    }，{ $worst } 群组仅剩 { $kept }
}
cohort-heat-map-title-first = 账本首{ $period ->
    [month] 月
   *[quarter] 季
}客户的收入为当时的 { $kept }
cohort-heat-map-measure = 同期起始客户的{ $basis ->
    [mrr] {" "}MRR{" "}
   *[revenue] 收入
}占其首{ $period ->
    [month] 月的百分比，横轴为此后月数
   *[quarter] 季的百分比，横轴为此后季度数
}；期初金额{ $unit }
cohort-heat-map-head-cohort = 群组
cohort-heat-map-head-customers = 客户数
cohort-heat-map-head-base = 期初
cohort-heat-map-bold = 粗体：高于期初
cohort-heat-map-truncated = ≤：账本由此开始，客户可能更早已存在
cohort-heat-map-left-out = 较早的 { $count ->
    [one] 1
   *[other] { $count }
} 个群组从略
cohort-heat-map-under = 低于 { $rate }
cohort-heat-map-range = { $from }–{ $to }
cohort-heat-map-over = 高于 { $rate }
cohort-heat-map-told = { $cohort } { $kept }
cohort-heat-map-alt = { $count ->
    [one] 1
   *[other] { $count }
} 个客户群组收入留存热力图；最新群组的最近留存：{ $listed }。

## 头部客户毛利率

chart-head-margin = 头部与其余客户的毛利率
head-margin-empty = 销售成本未知，无法计算毛利率
head-margin-title-none = 前十大与其余客户的毛利率无法比较
head-margin-title = 前十大客户毛利率为 { $head }，{ $side ->
    [even] 与其余客户持平
    [above] 高于其余客户 { $points } 个百分点
   *[below] 低于其余客户 { $points } 个百分点
}{ $moved ->
    [yes] ；{ $since } 时{ $before ->
        [even] 两者持平
        [above] 高出 { $was } 个百分点
       *[below] 低 { $was } 个百分点
    }
   *[no] {""}
}
head-margin-measure = 截至各季度末 12 个月、成本已知业务的毛利与收入之比
head-margin-window = 窗口期
head-margin-head = 前十大客户
head-margin-rest = 其余客户
head-margin-gap = 前十大客户低于其余客户的幅度（百分点）
head-margin-alt = { $count ->
    [one] 1
   *[other] { $count }
} 个时点毛利率的两条折线及差距柱形；{ $period }：前十大客户 { $head }，其余客户 { $rest }。
## 续约日历

chart-renewal-calendar = 续约日历
renewal-calendar-title-many = { $until } 前，大额合同中有 { $all }须决定是否发出终止通知，其中 { $name } 的 { $arr }最迟在 { $date } 通知
renewal-calendar-title-one = { $name } 可在 { $date } 前对 { $arr }年化经常性收入发出终止通知，早于其他大额合同
renewal-calendar-title-next = 下一个通知截止日是 { $date }：{ $name }，年化经常性收入 { $arr }
renewal-calendar-title-none = 大额合同均无未到的通知截止日
renewal-calendar-measure = { $count ->
    [one] 唯一有合同的客户：通知截止日、到期日，右侧为年化经常性收入（ARR）{ $unit }
   *[other] 合同年化经常性收入（ARR）最多的 { $count } 家客户：通知截止日、到期日，右侧为 ARR{ $unit }
}
renewal-calendar-empty = 未提供合同
renewal-calendar-cycle = 决策周期至 { $until }
renewal-calendar-by = 最迟 { $date } 通知
renewal-calendar-passed = { $date } 已过通知期
renewal-calendar-open = 无固定期限：可随时终止，或没有到期日
renewal-calendar-key-due = 通知期在决策周期内截止
renewal-calendar-key-later = 通知期更晚
renewal-calendar-key-passed = 通知期已过
renewal-calendar-arr = ARR
renewal-calendar-key-notice = 通知截止日
renewal-calendar-key-bound = 此后锁定至到期
renewal-calendar-key-end = 到期日
renewal-calendar-key-renews = 自动续约
renewal-calendar-left = { $count ->
   *[other] 这些客户另有 { $number } 份较小合同未绘出
}
renewal-calendar-told = { $name } { $arr }，最迟 { $date }
renewal-calendar-between = ；
renewal-calendar-alt = { $count } 家客户的合同日历，至 { $until }。{ $due ->
    [yes] 决策周期内的通知：{ $listed }。
   *[no] 决策周期内没有通知到期。
}

## 依赖矩阵

chart-dependence-matrix = 各口径依赖度
dependence-matrix-title-hidden = { $name } 仅占收入的 { $revenue }，却占{ $base ->
    [recurring] 经常性收入
    [gross_profit] 毛利
    [receivables] 应收账款
   *[revenue] 收入
}的 { $share }
dependence-matrix-title-none = 没有客户达到任一已知口径的 10%；占比最高的是 { $name }，占{ $base ->
    [recurring] 经常性收入
    [gross_profit] 毛利
    [receivables] 应收账款
   *[revenue] 收入
}的 { $share }
dependence-matrix-title-one = 仅 { $name } 一家达到某一口径的 10%，占{ $base ->
    [recurring] 经常性收入
    [gross_profit] 毛利
    [receivables] 应收账款
   *[revenue] 收入
}的 { $share }
dependence-matrix-title-many = { $count } 家客户达到某一口径的 10%；最高的是 { $name }，占{ $base ->
    [recurring] 经常性收入
    [gross_profit] 毛利
    [receivables] 应收账款
   *[revenue] 收入
}的 { $share }
dependence-matrix-measure = { $count ->
    [one] 唯一客户在各口径中的占比
   *[other] 在任一口径中占比最高的 { $count } 家客户及其在各口径中的占比，由高到低
}
dependence-matrix-empty = 没有客户在任何口径中占有份额
dependence-matrix-base = { $base ->
    [recurring] 经常性收入
    [gross_profit] 毛利
    [receivables] 应收账款
   *[revenue] 收入
}
dependence-matrix-unknown = { $base }：未知{ $has-why ->
    [yes] ；{ $why }
   *[no] {""}
}
dependence-matrix-no-share = –
dependence-matrix-worst = 该客户占比最高的口径
dependence-matrix-limit = 该口径的 10%
dependence-matrix-past = { $share } 及以上
dependence-matrix-told = { $name } 占{ $base ->
    [recurring] 经常性收入
    [gross_profit] 毛利
    [receivables] 应收账款
   *[revenue] 收入
} { $share }
dependence-matrix-alt = { $count } 家客户在收入、经常性收入、毛利和应收账款中的占比矩阵。最高者：{ $listed }。

## 续约墙

chart-renewal-wall = 合同到期墙
renewal-wall-title-share = 长期合同年化经常性收入的 { $share } 在 { $quarter } 到期{ $part ->
    [most] ，大部分来自 { $name }
    [largest] ，其中最大部分来自 { $name }
   *[none] {""}
}
renewal-wall-title-amount = { $arr }年化经常性收入在 { $quarter } 到期{ $part ->
    [most] ，大部分来自 { $name }
    [largest] ，其中最大部分来自 { $name }
   *[none] {""}
}
renewal-wall-measure = 按合同到期季度列示的年化经常性收入{ $unit }；下方按通知截止日所在季度{ $later ->
    [yes] ；另有 { $rest }在此之后到期
   *[no] {""}
}{ $open ->
    [yes] ；另有 { $ended }可随时终止或无到期日
   *[no] {""}
}
renewal-wall-no-contracts = 未提供合同
renewal-wall-no-end = 没有在有效期内且有到期日的合同
renewal-wall-key-head = 到期：前十大客户
renewal-wall-key-rest = 到期：其他客户
renewal-wall-key-past = 到期：前十大客户，所在季度超过限额（{ $level ->
    [critical] 严重
    [warning] 警告
   *[watch] 关注
}）
renewal-wall-key-notice = 通知截止，前十大客户在内侧
renewal-wall-key-name = 柱上为占比最大的客户
renewal-wall-told = { $quarter } { $arr }
renewal-wall-alt = 按合同到期季度列示的年化经常性收入柱形图：{ $listed }。

## 替代路径

chart-replacement-path = 替代路径
replacement-path-title-gap-one = 替代 { $name } 完成之前损失{ $basis ->
    [revenue] 收入
   *[margin] 毛利
} { $least }
replacement-path-title-gap-many = 替代 { $name }：决策耗时 { $first } 个月损失{ $basis ->
    [revenue] 收入
   *[margin] 毛利
} { $least }，{ $last } 个月则损失 { $most }
replacement-path-title-endless = 失去 { $name } 后，现金逐月下降且不再回升
replacement-path-title-never = 即使 { $name } 流失，现金也不会低于目前水平
replacement-path-title-low = 若 { $name } 流失且替代客户需 { $decision } 个月决策，现金到第 { $month } 个月将减少 { $depth }
replacement-path-measure = { $shown ->
    [cash] 相对流失当日的现金{ $unit }
    [revenue] 流失以来少收的收入{ $unit }
   *[margin] 流失以来少收的毛利{ $unit }
}，逐月预测；每条路径对应一种决策耗时，其后 { $ramp } 个月完全替代
replacement-path-none = 没有客户有在险收入
replacement-path-months = 流失后月数
replacement-path-name = 替代客户决策期 { $months } 个月
replacement-path-short = 决策期 { $months } 个月
replacement-path-low = 第 { $month } 个月 { $value }
replacement-path-year = 来自 { $name } 的 ARR
replacement-path-range = { $least }至 { $most }
replacement-path-missed = 完全替代前损失的{ $basis ->
    [revenue] 收入
   *[margin] 毛利
}，决策耗时 { $paths ->
    [one] { $last }
   *[other] { $first } 至 { $last }
} 个月
replacement-path-pipeline = 所需商机（赢单率 { $rate }）{ $known ->
    [yes] ；目前在手 { $open }
   *[no] {""}
}
replacement-path-customers = { $number } 家
replacement-path-small = { $count ->
   *[other] 平均规模小客户方可补足
}
replacement-path-told = 决策 { $months } 个月：损失{ $basis ->
    [revenue] 收入
   *[margin] 毛利
} { $gap }{ $low ->
    [yes] ，现金在第 { $month } 个月降至最低，减少 { $depth }
   *[no] {""}
}
replacement-path-between = ；
replacement-path-alt = 失去 { $name } 之后的路径：{ $listed }。

## 校准

chart-calibration = 流失概率与结果对照
calibration-title-skill = 流失概率优于基准率{ $known ->
    [yes] ：预期流失 { $expected } 家，实际流失 { $number } 家
   *[no] {""}
}
calibration-title-base-rate = { $count ->
   *[other] 没有方法优于基准率：按基准率预期流失 { $expected } 家，实际流失 { $number } 家
}
calibration-title-no-skill = 流失概率的预测力不优于基准率{ $known ->
    [yes] ：预期流失 { $expected } 家，实际流失 { $number } 家
   *[no] {""}
}
calibration-title-one-date = 仅有一个历史日期，无法评判流失概率{ $known ->
    [yes] ：预期流失 { $expected } 家，实际流失 { $number } 家
   *[no] {""}
}
calibration-title-few = 流失太少，无法评判流失概率{ $known ->
    [yes] ：预期 { $expected } 家，至少需要五家
   *[no] ，至少需要五家
}
calibration-none = 尚无历史日期有结果
calibration-method = { $method ->
    [empirical_bayes] 经验贝叶斯
    [shifted_beta_geometric] 移位贝塔几何
    [bg_nbd] BG/NBD
    [base_rate] 基准率
    [renewals] 续约
   *[other] { $name }
}
calibration-measure-skill = 方法：{ $method }；按较早日期所选，相对基准率的预测技能得分 { $skill }；历史日期后十二个月内的流失
calibration-measure-message = 方法：{ $method }。{ $message }
calibration-measure-plain = 方法：{ $method }；历史日期后十二个月内的流失
calibration-outcomes = 预测与结果
calibration-outcomes-axis = 横轴：预测概率 · 纵轴：实际流失比例
calibration-equal = 预测 = 结果
calibration-count = n = { $number }
calibration-places = 各日期的损失在其预测分布中的位置
calibration-places-axis = 0% 为预测中最轻的结果，100% 为最重
calibration-places-scored = 检验所依据的日期
calibration-places-other = 其他日期（期间重叠）
calibration-places-beyond = 超过 95% 在险价值（VaR）
calibration-bounds = 实际流失比例的 5%–95% 区间
calibration-no-dates = 尚无日期可以定位
calibration-no-bins = 尚无预测有结果
calibration-told = 预测 { $mean }，实际 { $rate }（{ $number } 次）
calibration-alt = 预测与结果对照：{ $listed }。另图：{ $dates } 个日期中有 { $beyond } 个的损失超过 95% 在险价值（VaR）。
## 鸡蛋篮

chart-egg-basket = 鸡蛋篮
egg-basket-title = { $finding ->
    [only] 全部收入来自一家客户（{ $name }）：鸡蛋都放在一个篮子里
    [small] { $customers }中没有特别突出的一家
    [below] 没有客户达到收入的 10%；最大客户 { $name } 占 { $largest }
    [one] 一家客户（{ $name }）占收入的 { $largest }
    [all] 全部收入来自 { $count } 家客户，其中 { $name } 一家占 { $largest }
   *[many] { $count } 家客户合计占收入的 { $share }，其中 { $name } 一家占 { $largest }
}{ $finding ->
    [only] {""}
   *[other] { $crowded ->
        [yes] ：太多鸡蛋放在一个篮子里
       *[no] {""}
    }
}
egg-basket-measure = 每枚鸡蛋代表一家客户{ $has-gathered ->
    [yes] ；点线者为{ $gathered }，
   *[no] ，
}面积为{ $window }的净收入 · { $total } · { $customers }
egg-basket-none-positive = 窗口期内没有客户有正收入
egg-basket-heading = 收入占比
egg-basket-smaller = { $number } 家{ $size ->
    [small] 小客户
   *[smaller] 较小客户
}{ $count ->
   *[other] {""}
}
egg-basket-others = 其他 { $number } 枚{ $count ->
   *[other] {""}
}
egg-basket-behaves = { $single ->
    [yes] 集中度相当于只有一家客户。
   *[no] 集中度相当于 { $number } 家规模相同的客户。
}
egg-basket-from = { $share } 及以上
egg-basket-unassigned = 未计入篮中：{ $amount } 未注明客户。
egg-basket-negative = 未计入篮中：{ $customers }净额为贷项。
egg-basket-alt = 一个篮子，每家客户一枚鸡蛋，共 { $customers }，面积按收入：{ $listed }。{ $behaves }

## 帕累托与洛伦兹曲线

chart-pareto-lorenz = 帕累托曲线
pareto-lorenz-title-only = 唯一的客户贡献全部收入
pareto-lorenz-title = { $all_number } 家客户中 { $half ->
    [one] 1 家
   *[other] { $half_number } 家
}{ $then ->
    [same] 贡献收入的 80%
    [all] 贡献一半收入，全部客户才达到 80%
   *[more] 贡献一半收入，{ $most_number } 家贡献 80%
}
pareto-lorenz-measure = 最大客户合计贡献的{ $window }净收入份额
pareto-lorenz-none-positive = 窗口期内没有客户有正收入
pareto-lorenz-across = 客户占比（从大到小）
pareto-lorenz-equals = 所有客户规模相同时
pareto-lorenz-brings = { $count ->
   *[other] 占客户数 { $share }，贡献收入的 { $part }
}
pareto-lorenz-gini = 基尼系数 { $value }
pareto-lorenz-gini-told = 阴影面积的两倍
pareto-lorenz-told = { $count ->
   *[other] { $number } 家贡献 { $part }
}
pareto-lorenz-alt = 从最大客户起的累计收入曲线，共 { $customers }：{ $marks }。{ $known ->
    [yes] 最大客户 { $name } 一家贡献 { $share }。
   *[no] {""}
}

## 按维度拆分

split-no-value = （未注明）

## 矩形树图

chart-treemap = 矩形树图
treemap-title = { $value } 贡献收入的 { $share }{ $hangs ->
    [only] ，全部来自一家客户（{ $customer }）
    [one] ，其中 { $part } 来自一家客户（{ $customer }）
    [none] ；其中最大客户 { $customer } 占 { $part }
   *[unknown] {""}
}
treemap-measure = { $window }净收入，按{ $dimension ->
    [industry] 行业
    [segment] 客户分层
    [region] 地区
    [product] 产品
   *[other] “{ $dimension }”
}和客户划分，面积为金额 · { $total } · 百分比为占总收入的份额
treemap-empty = 账本中没有可将收入分为 2 至 30 个取值的列；请为客户注明行业（industry）或客户分层（segment）
treemap-from = { $share } 及以上
treemap-left-out = 未绘出：{ $amount }（贷项净额、未注明客户）
treemap-alt = 按{ $dimension ->
    [industry] 行业
    [segment] 客户分层
    [region] 地区
    [product] 产品
   *[other] “{ $dimension }”
}和客户划分的收入矩形树图，从大到小：{ $listed }。

## 分行业鸡蛋篮

chart-basket-by-industry = 分行业鸡蛋篮
basket-by-industry-title = { $hanging ->
    [0] 没有一个{ $dimension ->
        [industry] 行业
        [segment] 客户分层
        [region] 地区
        [product] 产品
       *[other] “{ $called }”取值
    }一半以上收入来自单一客户：最大的 { $value } 中，{ $customer } 占 { $share }
   *[other] { $count } 个{ $dimension ->
        [industry] 行业
        [segment] 客户分层
        [region] 地区
        [product] 产品
       *[other] “{ $called }”取值
    }中有{"\u00A0"}{ $hanging }{"\u00A0"}个的一半以上收入来自单一客户：{ $customer } 占 { $value } 收入的 { $share }
}
basket-by-industry-measure = 每枚鸡蛋代表一家客户，面积为{ $window }的净收入，各篮同一比例 · { $total } · 百分比为占总收入的份额
basket-by-industry-empty = 账本中没有可将收入分为 2 至 30 个取值的列；请为客户注明行业（industry）或客户分层（segment）
basket-by-industry-share = 占收入 { $share }
basket-by-industry-largest = 占其中 { $share }
basket-by-industry-left-out = 未计入任何篮：{ $amount }（贷项净额、未注明客户）
basket-by-industry-told = { $value } { $share }{ $known ->
    [yes] （{ $customer } 占其中 { $part }）
   *[no] {""}
}
basket-by-industry-alt = 按{ $dimension ->
    [industry] 行业
    [segment] 客户分层
    [region] 地区
    [product] 产品
   *[other] “{ $dimension }”
}分篮，每家客户一枚鸡蛋，面积按收入：{ $listed }。

## 压力前后的鸡蛋篮

chart-basket-before-after = 压力前后的鸡蛋篮
basket-before-after-title = 最严峻情景使收入减少 { $share }{ $limit ->
    [breaks] ，并突破限额
    [holds] ，各项限额仍守住
   *[unknown] {""}
}：{ $scenario }
basket-before-after-measure = 每枚鸡蛋代表一家客户，面积为{ $window }的净收入，两篮同一比例 · 百分比与颜色按占各篮收入的份额
basket-before-after-empty = 没有造成收入损失的情景
basket-before-after-side = { $side ->
    [before] 情景前：{ $revenue }，{ $customers }
   *[after] 情景后：{ $revenue }，{ $customers }
}
basket-before-after-gone = 流失
basket-before-after-number = { $name ->
    [revenue] 收入
    [cr_10] 前十大客户占比
    [effective_customers] 有效客户数
    [ebitda] EBITDA
   *[slack] 缓冲
}{ $unit }
basket-before-after-change = { $before } → { $after }
basket-before-after-dashed = 虚线：该情景造成的损失。
basket-before-after-not-named = 蛋中未显示：另有 { $customers }，合计损失 { $amount }。
basket-before-after-told = { $name }由 { $before }变为 { $after }
basket-before-after-alt = 情景“{ $scenario }”前后的两个鸡蛋篮，受影响客户：{ $hit }。{ $numbers }。
## 尾部损失由谁承担

chart-tail-share = 尾部损失由谁承担
tail-share-exposed = { $exposed ->
    [revenue] 收入
   *[ARR] {" "}ARR{" "}
}
tail-share-title = { $name } 占{ $exposed }的 { $brings }，{ $more ->
    [yes] 却承担
   *[no] 并承担
}最差 { $worst } 年份损失的 { $tail }
tail-share-title-all = 最差 { $worst } 年份的损失全部由 { $name } 承担
tail-share-title-none = 最差 { $worst } 年份的损失中，没有客户承担超过 { $tail }
tail-share-measure = 各客户占 95% 预期尾部损失（ES）的份额{ $known ->
    [yes] （合计 { $all }）
   *[no] {""}
}及其占{ $exposed }的份额
tail-share-of-shortfall = 预测：占预期尾部损失（ES）
tail-share-of-exposed = 现状：占{ $exposed }
tail-share-ratio = 尾部占比 ÷ 可损失额占比
tail-share-limit = { $level } { $share }
tail-share-others = 其他客户合计
tail-share-empty = 流失概率未知，或没有在险收入
tail-share-nobody = 没有客户承担预期尾部损失（ES）
tail-share-told = { $name } 占预期尾部损失（ES）的 { $tail }，占{ $exposed }的 { $brings }
tail-share-alt = 各客户成对条形图：{ $listed }。

## 损失分布

chart-loss-distribution = 损失分布
loss-distribution-exposed = { $exposed ->
    [revenue] 收入
   *[ARR] {" "}ARR{" "}
}
loss-distribution-title = 最差 { $worst } 的年份平均损失{ $exposed }的 { $es }{ $against ->
    [same] ，与均匀分散的客户组合相同
    [other] ；若客户均匀分散，仅损失 { $equal }
   *[none] {""}
}
loss-distribution-measure = 未来 { $months } 个月{ $exposed }损失超过各份额的概率（预测）；竖线：点线为预期损失 { $expected }{ $has-breach ->
    [yes] ，粗虚线为突破限额的损失 { $breach }
   *[no] {""}
}
loss-distribution-chance = { $years ->
    [1] 每年
    [2] 2 年一遇
   *[other] { $number } 年一遇
}
loss-distribution-axis = { $exposed }损失的份额（总额 { $all }）
loss-distribution-es = 最差 { $worst }：{ $share }，{ $amount }
loss-distribution-equal = 均匀分散：{ $share }
loss-distribution-var = 95% 在险价值（VaR）：{ $share }
loss-distribution-expected = 预期损失：{ $share }
loss-distribution-rarest = 现有客户组合，千年一遇：{ $share }
loss-distribution-book = 现有客户组合
loss-distribution-breach = 突破限额：损失 { $share }
loss-distribution-slack = 毛利缓冲 { $slack }
loss-distribution-empty = 流失概率未知，或没有在险收入
loss-distribution-alt = { $exposed }损失超过各份额的概率曲线：预期损失 { $expected }{ $has-var ->
    [yes] ，95% 在险价值（VaR） { $var }
   *[no] {""}
}，最差 { $worst } 的均值 { $es }{ $has-equal ->
    [yes] ，均匀分散时为 { $equal }
   *[no] {""}
}。{ $has-breach ->
    [yes] 损失达到 { $breach } 即突破限额。
   *[no] {""}
}

## 反向压力测试

chart-reverse-stress = 反向压力测试
reverse-stress-title = { $count ->
    [1] 仅失去 { $who }
    [2] 失去 { $who }
   *[other] 失去 { $count } 家客户
} { $limit ->
    [covenant] 即违反债务契约
    [cash-floor] 即跌破最低现金要求
   *[fixed-cost] 即无法覆盖固定成本
}{ $has-chance ->
    [yes] ；一年内突破的概率为 { $chance }
   *[no] {""}
}
reverse-stress-title-holds = { $limit ->
    [covenant] 失去任何客户都不会违反债务契约
    [cash-floor] 失去任何客户都不会跌破最低现金要求
   *[fixed-cost] 失去任何客户仍可覆盖固定成本
}：尚有缓冲 { $slack }
reverse-stress-title-breached = 缓冲已耗尽：{ $limit ->
    [covenant] 已违反债务契约
    [cash-floor] 已跌破最低现金要求
   *[fixed-cost] 毛利不足以覆盖固定成本
}
reverse-stress-measure = 按毛利从大到小逐一完全失去客户后的毛利缓冲{ $unit }；斜线：假设失去的毛利
reverse-stress-gathered = { $count ->
   *[other] 另外 { $number } 家客户
}
reverse-stress-now = 当前缓冲
reverse-stress-breach = 突破线 = 0
reverse-stress-left = 剩余 { $amount }
reverse-stress-short = 缺口 { $amount }
reverse-stress-fewest = 突破所需的最少客户
reverse-stress-likeliest = 最可能突破的客户组合
reverse-stress-chance = 一年内突破的概率
reverse-stress-limit = 限额
reverse-stress-limit-name = { $limit ->
    [covenant] 债务契约
    [cash-floor] 最低现金要求
   *[fixed-cost] 固定成本
}
reverse-stress-looser = 其次：{ $limit ->
    [covenant] 债务契约
    [cash-floor] 最低现金要求
   *[fixed-cost] 固定成本
}，缓冲 { $slack }
reverse-stress-margin = 毛利 { $margin }
reverse-stress-more = 另外 { $number } 家
reverse-stress-empty = 固定成本或毛利未知
reverse-stress-told = 失去 { $name } 后余 { $left }
reverse-stress-alt = 毛利缓冲从 { $slack }逐步下降至{ $limit ->
    [covenant] 违反债务契约
    [cash-floor] 跌破最低现金要求
   *[fixed-cost] 无法覆盖固定成本
}：{ $steps }。

## 情景

chart-scenarios = 情景分析
scenarios-title = 情景“{ $name }”使 { $what ->
    [revenue] 收入
   *[ebitda] EBITDA
} 由 { $before }变为 { $after }{ $breach ->
    [it] ，并突破限额
    [alone] ；仅此情景突破限额
    [every] ；全部 { $all } 个情景均突破限额
    [some] ；{ $all } 个情景中有 { $breaching } 个突破限额
   *[none] {""}
}
scenarios-title-unknown = 最严峻的情景：{ $name }
scenarios-measure = 当前数值（实心）与各情景之后（斜线），最严峻者在前{ $unit }；竖线：零线，点线为当前值{ $others ->
    [0] {""}
   *[other] ；另有 { $others } 个较温和的情景见报告
}
scenarios-largest = { $leaves ->
    [yes] { $count ->
        [1] 最大客户流失
        [3] 前三大客户流失
        [5] 前五大客户流失
        [10] 前十大客户流失
       *[other] 前 { $number } 大客户流失
    }
   *[no] { $count ->
        [1] 最大客户收入减少 { $cut }
        [3] 前三大客户收入各减少 { $cut }
        [5] 前五大客户收入各减少 { $cut }
        [10] 前十大客户收入各减少 { $cut }
       *[other] 前 { $number } 大客户收入各减少 { $cut }
    }
}
scenarios-now = 当前
scenarios-breaches = 突破限额
scenarios-unknown = 未知
scenarios-column-revenue = 收入
scenarios-column-cr-10 = 前十大客户份额
scenarios-column-es95-share = 剩余部分在最差 5% 的损失
scenarios-column-ebitda = EBITDA
scenarios-column-slack = 缓冲
scenarios-empty = 未设定情景，也没有可失去的客户
scenarios-told = { $what ->
    [revenue] 收入
    [cr_10] 前十大客户份额
    [es95_share] 剩余部分在最差 5% 年份的损失
    [ebitda] EBITDA
   *[slack] 缓冲
}由 { $before }变为 { $after }
scenarios-alt-row = { $name }：{ $values }。
scenarios-alt = 当前与各情景之后的数值条形图。{ $listed }

## 达标计划

chart-plan = 达标计划
plan-title-met = 客户组合已符合政策规定的全部限额
plan-title = { $means ->
    [both] { $by } 前全部达标：小客户月增 { $growth }，且单一客户每月不超过 { $cap }
    [growth] { $by } 前全部达标：小客户月增 { $growth }
    [cap] { $by } 前全部达标：单一客户每月不超过 { $cap }
   *[none] 在 { $by } 前，任何增长或上限都无法使客户组合达标
}
plan-now = 当前
plan-measure = 月度收入{ $unit }；实心：过去 12 个月的月均；空心：计划；虚线：计划下过去 12 个月的各项指标
plan-head = 前十大客户
plan-rest = 其他客户
plan-from-to = { $from } 至 { $to }
plan-measure-cr1 = 最大客户
plan-measure-cr5 = 前五大客户
plan-measure-cr10 = 前十大客户
plan-measure-hhi = HHI
plan-limit = 限额 { $limit }
plan-empty = 配置中未设定相应政策
plan-told = { $name }由 { $now }{ $has-then ->
    [yes] {" "}变为 { $then }
   *[no] 起
}（限额 { $limit }）
plan-alt = 截至 { $by } 的月度收入条形图与指标折线：{ $measures }。

## 预警

chart-warnings-board = 预警一览
warnings-board-title = { $name }{ $has-who ->
    [yes] （{ $who }）
   *[no] {" "}
}{ $off ->
   *[other] {""}
}{ $value }，限额 { $limit }{ $count ->
    [1] ：唯一的预警
   *[other] ：{ $number } 项预警之首
}{ $critical ->
    [none] {""}
    [it] ，级别为严重
    [one] ，其中 1 项为严重
    [all] ，全部为严重
   *[some] ，其中 { $criticals } 项为严重
}
warnings-board-title-none = 无预警：各项指标均在限额之内
warnings-board-title-waiting = { $count ->
   *[other] 各项指标均未越限：{ $number } 项预警待解除
}
warnings-board-measure = 各项指标为其限额的倍数，最严重者在前；斜线：预测值
warnings-board-calm = 报告各项指标与限额对照
warnings-board-calm-told = 没有指标越过限额，也没有待解除的预警。
warnings-board-unmeasured = 窗口期内没有客户产生收入，无指标可与限额对照
warnings-board-head-measure = 指标
warnings-board-head-value = 数值
warnings-board-head-limit = 限额
warnings-board-head-line = 限额 = 1
warnings-board-head-clears = 解除条件
warnings-board-unknown = 未知
warnings-board-months = { $count ->
   *[other] { $value } 个月
}
warnings-board-steps = { $count ->
   *[other] { $value } 级
}
warnings-board-points = { $value } 个百分点
warnings-board-deviations = { $value } 个标准差
warnings-board-limit = { $side ->
    [least] 不低于 { $limit }
    [more] 多于 { $limit }
   *[most] { $limit }
}
warnings-board-any = 出现即预警
warnings-board-since = 自 { $since } 起越限
warnings-board-back = { $side ->
    [least] 已回升，待解除
   *[most] 已回落，待解除
}
warnings-board-clears = { $side ->
    [least] 超过 { $limit }，即退出本级
    [none] 不再出现
   *[most] 低于 { $limit }，即退出本级
}
warnings-board-more = { $count ->
   *[other] 另有 { $number } 项预警
}
warnings-board-told = { $name } { $value }，限额 { $limit }（{ $level }）
warnings-board-alt = { $number } 项预警的子弹图：{ $listed }。
warnings-board-name-largest-customer = 最大客户
warnings-board-name-heavier-on-another-base = 另一口径下占比更高
warnings-board-name-top-5-customers = 前五大客户
warnings-board-name-top-10-customers = 前十大客户
warnings-board-name-hhi = HHI（赫芬达尔指数）
warnings-board-name-hhi-growth-in-12-months = 12 个月 HHI 增幅
warnings-board-name-head-s-lead-in-recurring-revenue = 经常性收入中头部占比高出
warnings-board-name-one-customer-s-part-of-the-tail = 单一客户占尾部损失
warnings-board-name-tail-of-the-margin-against-the-slack = 毛利尾部损失与缓冲之比
warnings-board-name-probability-of-a-breach = 突破限额的概率
warnings-board-name-fewest-customers-to-a-breach = 突破限额的最少客户数
warnings-board-name-renewals-in-one-quarter = 单季到期合同占比
warnings-board-name-notices-due-and-not-covered = 临近通知期且商机未覆盖的 ARR
warnings-board-name-gross-revenue-retention = 总收入留存率（GRR）
warnings-board-name-net-revenue-retention = 净收入留存率（NRR）
warnings-board-name-masked-net-revenue-retention = 被掩盖的净收入留存率
warnings-board-name-fall-of-a-large-customer-s-quarter = 大客户季度收入下滑
warnings-board-name-head-margin-below-the-rest = 头部毛利率低于其余客户
warnings-board-name-receivables-of-one-customer = 单一客户应收账款
warnings-board-name-shared-dependency = 共享依赖
warnings-board-name-head-outgrows-the-rest = 头部增速高于其余客户
warnings-board-name-new-names-in-the-top-5 = 前五大新进客户
warnings-board-name-names-lost-from-the-top-5 = 退出前五大的客户
warnings-board-name-related-parties-in-the-top-5 = 前五大中的关联方
warnings-board-name-net-negative-customers = 净收入为负的客户
warnings-board-name-unassigned-revenue = 未归属客户的收入
warnings-board-name-control-total-difference = 控制总额差异
warnings-board-name-billing-cadence = 开票节奏
warnings-board-name-missing-months = 缺失月份
warnings-board-name-chances-to-leave-that-were-wrong = 流失概率预测偏差
