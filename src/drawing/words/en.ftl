# The charts' words in English. Every id stands in zh-CN.ftl too, with the same variables.

## Shared

customers = { $count ->
    [one] { $number } customer
   *[other] { $number } customers
}
nothing-to-draw = { $chart }: nothing to draw
left-out = The chart is left out, and here is why.
card-alt = { $title }. { $reason }
full-stop = .
not-reliable = Not reliable: a critical finding on data or chances.
as-of = As of { $date }
from-to = { $from } to { $to }
months-covered = { $covered } of { $months } months covered
input-hash = input { $hash }
basis-net-revenue = net revenue
basis-asc280 = net revenue by customer group (ASC 280)
basis-ifrs8 = net revenue by customer group (IFRS 8)
basis-csrc = net revenue by customer group (CSRC)
basis-economic = net revenue by economic group
basis-legal = net revenue by legal customer
window-month = the month to { $to }
window-quarter = the quarter to { $to }
window-fiscal-year = the fiscal year to { $to }
window-ytd = the fiscal year to date, { $to }
window-trailing = trailing { $months } months
window-covered = { $covered } of { $months } months
level-watch = watch
level-warning = warning
level-critical = critical
others = Others ({ $number })
gallery-title = The charts
gallery-data = Data: [{ $path }]({ $path })
in-unit = , { $unit }
last-quarter-end = { $measure }; the last quarter end is { $quarter }

## Largest customers

chart-top-customers = Largest customers
top-customers-title-none = No customer has revenue
top-customers-title-below = No customer reaches 10 % of revenue; the largest, { $name }, is { $share }
top-customers-title-only = { $name } is the only customer
top-customers-title-one = One customer, { $name }, is { $share } of revenue
top-customers-title-many = { $count } customers reach 10 % of revenue each, and { $share } together
top-customers-measure = Net revenue of the { $window } by customer{ $unit }, and its share of { $total }{ $before ->
    [yes] {" "}· thin bar: the same months a year before
   *[no] {""}
}
top-customers-past = { $share } and more
top-customers-limit = 10 % of revenue
top-customers-others = { $count ->
    [one] { $number } other customer: { $share }, { $amount }
   *[other] { $number } other customers: { $share }, { $amount }
}
top-customers-alt = Ranked bars of the { $count } largest customers by revenue: { $listed }.
top-customers-none-positive = no customer has positive revenue in the window

## Dependency over time

chart-dependency-over-time = Dependency over time
dependency-over-time-title = { $who ->
    [one] The largest customer brings { $share } of revenue
   *[ten] The ten largest customers bring { $share } of revenue
}{ $move ->
    [steady] , as much as in { $since }
    [up] , up { $points } { $points ->
        [one] point
       *[other] points
    } since { $since }
    [down] , down { $points } { $points ->
        [one] point
       *[other] points
    } since { $since }
   *[none] {""}
}
dependency-over-time-undefined = Revenue shares are undefined
dependency-over-time-measure = Share of net revenue of the trailing 12 months at each quarter end
dependency-over-time-panel-1 = The largest customer
dependency-over-time-panel-5 = The five largest
dependency-over-time-panel-10 = The ten largest
dependency-over-time-hollow = hollow: the ledger covers less than twelve months
dependency-over-time-no-limits = no limits for ten in a book this small and even
dependency-over-time-alt = Three lines over { $quarters } quarters with limit bands; in { $quarter }: { $told }.
dependency-over-time-told = { $who ->
    [1] the largest customer at { $share }
   *[other] the { $who } largest at { $share }
}
dependency-over-time-empty = the history holds no quarter end with positive revenue

## Recurring revenue over time

chart-recurring-over-time = Recurring revenue over time
recurring-over-time-title = { $share } of revenue recurs, and recurring revenue runs at { $mrr } a month
recurring-over-time-title-share = { $share } of revenue recurs
recurring-over-time-title-inferred = { $share } of revenue seems to recur, by repeat purchases
recurring-over-time-title-mrr = Recurring revenue runs at { $mrr } a month
recurring-over-time-title-none = Recurring and other revenue by month
recurring-over-time-measure = Net revenue by month{ $unit }{ $cut ->
    [yes] {" "}· the last { $shown } of { $all } months
   *[no] {""}
}
recurring-over-time-recurring = Recurring
recurring-over-time-other = Other
recurring-over-time-share = of revenue recurs, { $window }
recurring-over-time-share-inferred = of revenue seems to recur, by repeat purchases, { $window }
recurring-over-time-mrr = MRR at the end of { $month }
recurring-over-time-arr = ARR, twelve times MRR
recurring-over-time-told = { $month }: { $recurring } recurring, { $other } other
recurring-over-time-alt = { $count ->
    [one] Stacked bar of one month. { $last }.
   *[other] Stacked bars over { $count } months. { $first }; { $last }.
}
recurring-over-time-unknown = the ledger does not say which revenue recurs

## Movement bridge

chart-movement-bridge = Movement bridge
movement-bridge-title = { $measure ->
    [mrr] MRR
   *[revenue] Quarterly revenue
} { $went ->
    [stood] stood at { $closing }
    [grew] grew { $share } to { $closing }
    [fell] fell { $share } to { $closing }
   *[went] went from { $opening } to { $closing }
} in { $period ->
    [month] { $count ->
        [one] 1 month
       *[other] { $count } months
    }
   *[quarter] { $count ->
        [one] 1 quarter
       *[other] { $count } quarters
    }
}: { $gains ->
    [stayed-first] customers who stayed added { $grown }, { $came ->
        [both] new and returning ones
        [returning] returning ones
       *[new] new ones
    } { $new }
    [new-first] { $came ->
        [both] new and returning customers
        [returning] returning customers
       *[new] new customers
    } added { $new }, those who stayed { $grown }
    [stayed] customers who stayed added { $grown }
    [new] { $came ->
        [both] new and returning customers
        [returning] returning customers
       *[new] new customers
    } added { $new }
   *[none] customers added nothing
}; { $losses ->
    [some] { $lost } was lost
   *[none] nothing was lost
}
movement-bridge-measure = { $measure ->
    [mrr] MRR
   *[revenue] Quarterly revenue
}{ $unit }, before { $first } and after { $last }; each part summed over { $period ->
    [month] { $count ->
        [one] the month
       *[other] the { $count } months
    }
   *[quarter] { $count ->
        [one] the quarter
       *[other] the { $count } quarters
    }
}
movement-bridge-share = % of opening
movement-bridge-customers = Customers
movement-bridge-opening = Opening
movement-bridge-new = New
movement-bridge-reactivation = Reactivation
movement-bridge-expansion = Expansion
movement-bridge-contraction = Contraction
movement-bridge-churn = Churn
movement-bridge-transfer = Transfer
movement-bridge-fx = Exchange rates
movement-bridge-adjustment = Adjustment
movement-bridge-closing = Closing
movement-bridge-told = { $step } { $amount }
movement-bridge-alt = Waterfall from an opening of { $opening } to a closing of { $closing }: { $steps }.
movement-bridge-no-month = there is no month to follow
movement-bridge-one-month = the ledger covers one month, which has no month before it
movement-bridge-still = nothing moved between the periods that the ledger covers

## Change of the HHI

chart-hhi-change = Change of the HHI
hhi-change-title = { $went ->
    [rose] Concentration (HHI) rose from { $before } to { $after } in 12 months
    [fell] Concentration (HHI) fell from { $before } to { $after } in 12 months
   *[stood] Concentration (HHI) stood at { $after } over 12 months
}{ $lead ->
    [one] { $went ->
        [rose] , and { $name } alone added { $part }
       *[fell] , and { $name } alone took { $part } away
    }
   *[many] { $went ->
        [stood] {""}
       *[moved] , and no customer alone made a quarter of that
    }
}
hhi-change-measure = Points of the Herfindahl–Hirschman index of net revenue, 0 to 10,000; the window against the twelve months before
hhi-change-before = Year before
hhi-change-transfer = Changes of parent
hhi-change-fx = Exchange rates
hhi-change-stayers = Who stayed
hhi-change-entrants = Who came
hhi-change-leavers = Who left
hhi-change-after = Now
hhi-change-limit = { $level }: { $limit }
hhi-change-customers = Customers that moved it most
hhi-change-share = { $kind ->
    [entrant] new, now { $after } of revenue
    [leaver] left, was { $before } of revenue
   *[stayer] from { $before } to { $after } of revenue
}
hhi-change-told = { $name } { $points }
hhi-change-still = nothing moved
hhi-change-alt = Waterfall of the HHI from { $before } to { $after }: { $steps }.
hhi-change-none = the report holds no year before to compare with

## Effective number of customers

chart-effective-customers = Effective number of customers
effective-customers-title = { $count ->
    [one] One customer is the whole book
   *[other] { $number } customers weigh like { $is } equal ones
}{ $move ->
    [up] , up from { $was } in { $since }
    [down] , down from { $was } in { $since }
    [steady] , as in { $since }
   *[none] {""}
}
effective-customers-measure = Effective number of customers, 1 / Σ share², of net revenue of the trailing 12 months at each quarter end
effective-customers-all = customers in all
effective-customers-of = of { $number } customers
effective-customers-band = { $level }: { $effective } or fewer (HHI { $hhi })
effective-customers-hollow = hollow: the ledger covers less than twelve months
effective-customers-told = { $quarter }: { $effective } of { $number } customers
effective-customers-alt = { $count ->
    [one] One quarter end; { $last }.
   *[other] Line over { $count } quarter ends; { $first }; { $last }.
}
effective-customers-none = the history holds no quarter end with positive revenue

## Ranks of the largest customers

chart-rank-bump = Ranks of the largest customers
rank-bump-title = { $lead ->
    [always] { $name } has been the largest customer at every quarter end since { $first }
   *[taken] { $name } has been the largest customer since { $since }
}{ $came ->
    [single] {""}
    [none] { $size ->
        [10] ; today’s ten largest were so in { $first } too
       *[other] ; today’s { $size } largest were so in { $first } too
    }
    [all] { $size ->
        [10] ; none of today’s ten largest was so in { $first }
       *[other] ; none of today’s { $size } largest was so in { $first }
    }
   *[some] { $count ->
        [one] { $size ->
            [10] ; one of today’s ten largest came in after { $first }
           *[other] ; one of today’s { $size } largest came in after { $first }
        }
       *[other] { $size ->
            [10] ; { $count } of today’s ten largest came in after { $first }
           *[other] ; { $count } of today’s { $size } largest came in after { $first }
        }
    }
}
rank-bump-measure = Rank by net revenue of the trailing 12 months at each quarter end; places moved from the first to the last; share of revenue at the last
rank-bump-note = { $share } · { $move ->
    [new] in since { $since }
    [up] { $count ->
        [one] up one place
       *[other] up { $count } places
    }
    [down] { $count ->
        [one] down one place
       *[other] down { $count } places
    }
   *[same] same place
}
rank-bump-came = enters the ten largest
rank-bump-left = leaves them
rank-bump-coloured = in colour: the largest, and those that moved most
rank-bump-alt = Lines of rank from { $first } to { $last }; the largest at the end: { $listed }.
rank-bump-one-quarter = the ledger holds one quarter end, and ranks need a second to move
rank-bump-none = the report ranks no customer at a quarter end

## Shares of the largest customers over time

chart-share-stack = Shares of the largest customers over time
share-stack-title = { $count ->
    [one] Today’s largest customer brings { $is } of revenue
    [5] Today’s five largest customers bring { $is } of revenue
   *[other] Today’s { $count } largest customers bring { $is } of revenue
}{ $move ->
    [up] , up from { $was } in { $since }
    [down] , down from { $was } in { $since }
    [steady] , as in { $since }
   *[none] {""}
}{ $lead ->
    [one] ; { $name } alone went from { $from } to { $to }
   *[many] {""}
}
share-stack-measure = Share of net revenue of the trailing 12 months at each quarter end{ $hollow ->
    [yes] {" "}· narrow: the ledger covers less than twelve months
   *[no] {""}
}{ $others ->
    [drawn] {""}
   *[told] {" "}· all others bring the rest
}
share-stack-others = { $others }: { $share }
share-stack-alt = Bars at { $count } quarter ends, layered by today’s largest customers; in { $quarter }: { $listed }.
share-stack-none = the report ranks no customer with revenue at the last quarter end
## Churn exposure

chart-churn-exposure = Churn exposure
churn-exposure-title-none = What leaving customers would cost
churn-exposure-title = Expect to lose { $loss }{ $known ->
    [yes] {" "}({ $share } of { $exposed ->
        [revenue] revenue
       *[other] ARR
    })
   *[no] {""}
} in { $months } months{ $customers ->
    [one] , all of it { $name }
    [even] ; no customer is more than { $first } of it
   *[many] ; { $name } alone { $first }
}
churn-exposure-empty = no customer has revenue exposed, or no probability could be formed
churn-exposure-measure = Expected loss within { $months } months (hatched: a forecast) = { $cuts ->
    [yes] chance of a loss or cut × share that goes with it × its
   *[no] chance of losing the customer × its
} { $exposed ->
    [revenue] revenue of the trailing 12 months
    [contracted] contracted ARR
   *[arr] ARR
}{ $locked ->
    [yes] {" "}that can end by then
   *[no] {""}
}{ $unit }
churn-exposure-head-loss = Expected loss
churn-exposure-head-chance = Chance of loss in { $months } months, 5–95 % interval
churn-exposure-head-exposed = { $exposed ->
    [revenue] Revenue exposed
    [contracted] Contracted ARR
   *[arr] ARR exposed
}
churn-exposure-others = { $count ->
    [one] { $number } more customer: { $amount } expected loss
   *[other] { $number } more customers: { $amount } expected loss together
}
churn-exposure-locked = { $amount } of { $exposed ->
    [revenue] revenue
   *[other] ARR
} is under contract beyond { $months } months
churn-exposure-own = hollow dot: chance set by hand
churn-exposure-told = { $name } { $loss } at { $chance }
churn-exposure-alt = Ranked bars of the { $count } largest expected losses by customer with chance and interval: { $listed }.

## Churn bubbles

chart-churn-bubbles = Size against chance to leave
churn-bubbles-empty = no customer has revenue exposed, or no probability could be formed
churn-bubbles-title = { $finding ->
    [even] No customer stands out: the largest expected loss, { $name }, is { $part } of { $all }
    [only] The whole expected loss is { $name }, at a chance of { $chance }
   *[first] { $name } alone is { $part } of the expected loss: { $share } of { $exposed ->
        [revenue] revenue
       *[other] ARR
    } at a chance of { $chance }
}
churn-bubbles-measure = Chance to leave within { $months } months by share of { $exposed ->
    [revenue] revenue
    [contracted] contracted ARR
   *[arr] ARR
}; areas (hatched: a forecast) and figures, in percent of it, are expected losses{ $others ->
    [0] {""}
    [one] ; the smallest is left out
   *[other] ; the { $number } smallest are left out
}
churn-bubbles-own = set by hand; the dash is the model’s chance
churn-bubbles-scale = share of { $exposed ->
    [revenue] revenue
   *[other] ARR
}, on a square-root scale
churn-bubbles-upward = chance to leave within { $months } months
churn-bubbles-crowd = { $number } customers, { $loss } each
churn-bubbles-line = { $loss } lost
churn-bubbles-told = { $name } { $share } at { $chance }, { $loss }
churn-bubbles-alt = Bubbles by share, chance and expected loss: { $listed }.

## Exposure by tier

chart-exposure-by-tier = Exposure by tier
exposure-by-tier-empty = no customer has revenue exposed, or no probability could be formed
exposure-by-tier-title = { $tier ->
    [head] { $count ->
        [one] The one customer of the head bears
       *[other] The { $number } customers of the head bear
    }
    [middle] { $count ->
        [one] The one customer of the middle tier bears
       *[other] The { $number } customers of the middle tier bear
    }
   *[tail] { $count ->
        [one] The one customer of the tail bears
       *[other] The { $number } customers of the tail bear
    }
} { $share } of the { $loss } that is expected to be lost
exposure-by-tier-title-none = No loss is expected within { $months } months
exposure-by-tier-measure = { $exposed ->
    [revenue] Revenue of the trailing 12 months
    [contracted] Contracted ARR
   *[arr] ARR
} by part of the book (solid), and what of it is expected to be lost within { $months } months (hatched){ $unit }
exposure-by-tier-tier = By size, in parts of revenue
exposure-by-tier-segment = By segment
exposure-by-tier-quarter = By quarter of renewal
exposure-by-tier-head = Head: first 80 %
exposure-by-tier-middle = Middle: next 15 %
exposure-by-tier-tail = Tail: last 5 %
exposure-by-tier-later = later
exposure-by-tier-endless = no fixed end
exposure-by-tier-head-loss = Expected loss
exposure-by-tier-head-exposed = { $exposed ->
    [revenue] Revenue
   *[other] ARR
}
exposure-by-tier-head-rate = Rate
exposure-by-tier-told = { $name } { $loss } of { $exposed }
exposure-by-tier-alt = Bars of revenue exposed with the part that is expected to be lost: { $listed }.

## Retention of head and rest

chart-retention-head-rest = Retention of the largest and the rest
retention-head-rest-empty = no customer of a year ago had revenue that can be compared
retention-head-rest-title = { $covered ->
    [yes] {""}
   *[no] Against a year that the ledger covers in part:{" "}
}{ $customers ->
    [one] { $covered ->
        [yes] The
       *[no] the
    } largest customer is worth { $head } of a year ago, all others { $rest }
   *[other] { $covered ->
        [yes] The
       *[no] the
    } { $customers ->
        [10] ten
       *[other] { $customers }
    } largest customers are worth { $head } of a year ago, all others { $rest }
}
retention-head-rest-title-masked = { $covered ->
    [yes] Net
   *[no] Against a year that the ledger covers in part: net
} retention of { $nrr } rests on three customers: without them it is { $without }
retention-head-rest-title-whole = { $covered ->
    [yes] Customers
   *[no] Against a year that the ledger covers in part: customers
} of a year ago are worth { $nrr } of what they were; { $grr } without their growth
retention-head-rest-measure = { $basis ->
    [mrr] MRR now of the customers of a year ago over their MRR then
   *[ttm] Revenue in 12 months of the customers of a year ago over that of the 12 months before
}: net with their growth, gross without it
retention-head-rest-nrr = Net revenue retention (NRR)
retention-head-rest-grr = Gross revenue retention (GRR)
retention-head-rest-head = { $count ->
    [one] The largest
    [10] Ten largest
   *[other] { $number } largest
}
retention-head-rest-rest = { $count ->
    [one] { $number } other
   *[other] { $number } others
}
retention-head-rest-whole = { $count ->
    [one] { $number } customer
   *[other] { $number } customers
}
retention-head-rest-year-ago = a year ago: { $rate }
retention-head-rest-without = { $effect ->
    [masked] Masking: without the three largest expanders the book’s { $nrr } is { $without }
   *[none] Without its three largest expanders the whole book’s NRR is { $without } instead of { $nrr }
}
retention-head-rest-short = the ledger does not cover the whole year of comparison
retention-head-rest-history = The whole book at quarter ends
retention-head-rest-hollow = hollow: year of comparison not wholly covered
retention-head-rest-last = { $quarter }{ $base ->
    [whole] {""}
   *[part] , in part
}
retention-head-rest-last-nrr = NRR { $rate }
retention-head-rest-last-grr = GRR { $rate }
retention-head-rest-told = { $part } at NRR { $nrr } and GRR { $grr }
retention-head-rest-alt = Bars of revenue retention: { $parts }; { $quarters ->
    [0] no quarter before
    [one] the whole book at one quarter end
   *[other] lines of the whole book at { $quarters } quarter ends
}.

## Cohort heat map

chart-cohort-heat-map = Revenue kept by cohort
cohort-heat-map-empty = no cohort of customers has a second month yet
cohort-heat-map-cohorts = { $begun ->
    [later] { $count ->
        [one] The one cohort
       *[other] the { $count } cohorts
    } begun after the ledger did
    [newest] the { $count } newest cohorts
   *[all] { $count ->
        [one] The one cohort
       *[other] { $count } cohorts
    }
}
cohort-heat-map-title = { $finding ->
    [none] { $count ->
        [one] { $cohorts } brings at least what it brought in its first { $period ->
            [month] month
           *[quarter] quarter
        }
       *[other] All { $cohorts } bring at least what they brought in their first { $period ->
            [month] month
           *[quarter] quarter
        }
    }
    [gone] { $count ->
        [one] { $cohorts } brings no revenue any more
       *[other] None of { $cohorts } brings revenue any more
    }
    [all] All { $cohorts } bring less than in their first { $period ->
        [month] month
       *[quarter] quarter
    }; that of { $worst } is down to { $kept }
   *[some] { $count ->
        [one] { $cohorts }
       *[other] { $below } of { $cohorts }
    } { $below ->
        [one] brings less than in its
       *[other] bring less than in their
    } first { $period ->
        [month] month
       *[quarter] quarter
    }; that of { $worst } is down to { $kept }
}
cohort-heat-map-title-first = Customers of the ledger’s first { $period ->
    [month] month
   *[quarter] quarter
} bring { $kept } of what they did then
cohort-heat-map-measure = { $basis ->
    [mrr] MRR
   *[revenue] Revenue
} of the customers that began together, in percent of their first { $period ->
    [month] month, by months
   *[quarter] quarter, by quarters
} since; start{ $unit }
cohort-heat-map-head-cohort = Cohort
cohort-heat-map-head-customers = Customers
cohort-heat-map-head-base = Start
cohort-heat-map-bold = bold: more than at first
cohort-heat-map-truncated = ≤: the ledger begins here, its customers may be older
cohort-heat-map-left-out = { $count ->
    [one] one cohort before the newest is left out
   *[other] { $count } cohorts before the newest are left out
}
cohort-heat-map-under = under { $rate }
cohort-heat-map-range = { $from }–{ $to }
cohort-heat-map-over = over { $rate }
cohort-heat-map-told = { $cohort } { $kept }
cohort-heat-map-alt = Heat map of the revenue kept by { $count ->
    [one] one cohort
   *[other] { $count } cohorts
}; the newest at their last age: { $listed }.

## Margin of the largest

chart-head-margin = Margin of the largest and the rest
head-margin-empty = the cost of what was sold is unknown, so no margin is
head-margin-title-none = Margins of the ten largest and the rest cannot be compared
head-margin-title = The ten largest earn a gross margin of { $head }, { $side ->
    [even] as much as all others
    [above] { $points } points above all others
   *[below] { $points } points below all others
}{ $moved ->
    [yes] {"; "}{ $before ->
        [even] they were level in { $since }
        [above] they were { $was } above in { $since }
       *[below] they were { $was } below in { $since }
    }
   *[no] {""}
}
head-margin-measure = Gross profit over revenue of the lines whose cost is known, 12 months to each quarter end
head-margin-window = window
head-margin-head = Ten largest
head-margin-rest = All others
head-margin-gap = How far the ten largest are below all others, percentage points
head-margin-alt = Two lines of gross margin at { $count ->
    [one] one date
   *[other] { $count } dates
} and bars of the gap; { $period }: the ten largest { $head }, all others { $rest }.
## Renewal calendar

chart-renewal-calendar = Renewal calendar
renewal-calendar-title-many = { $all } of the largest contracts comes up for notice by { $until }, { $arr } of it with { $name } by { $date }
renewal-calendar-title-one = { $name } can give notice on { $arr } of ARR until { $date }, ahead of all other large contracts
renewal-calendar-title-next = The next large contract to come up for notice is that of { $name }: { $arr } of ARR by { $date }
renewal-calendar-title-none = None of the largest contracts has a day for notice ahead
renewal-calendar-measure = { $count ->
    [one] The only customer with a contract: last day of notice, end, and ARR at the right{ $unit }
   *[other] The { $count } customers with the most ARR on contracts: last day of notice, end, and ARR at the right{ $unit }
}
renewal-calendar-empty = no contracts are given
renewal-calendar-cycle = decision cycle to { $until }
renewal-calendar-by = notice by { $date }
renewal-calendar-passed = notice passed { $date }
renewal-calendar-open = open-ended: can be left at any time, or has no end
renewal-calendar-key-due = notice falls due within the decision cycle
renewal-calendar-key-later = notice is later
renewal-calendar-key-passed = notice has passed
renewal-calendar-arr = ARR
renewal-calendar-key-notice = last day of notice
renewal-calendar-key-bound = after it, bound to the end
renewal-calendar-key-end = end
renewal-calendar-key-renews = renews by itself
renewal-calendar-left = { $count ->
    [one] { $number } smaller contract of these customers is not drawn
   *[other] { $number } smaller contracts of these customers are not drawn
}
renewal-calendar-told = { $name } { $arr } by { $date }
renewal-calendar-between = {"; "}
renewal-calendar-alt = Calendar to { $until } of the contracts of { $count ->
    [one] one customer
   *[other] { $count } customers
}.{ $due ->
    [yes] {" "}Notice within the decision cycle: { $listed }.
   *[no] {" "}No notice falls due within the decision cycle.
}

## Dependence matrix

chart-dependence-matrix = Dependence by base
dependence-matrix-title-hidden = { $name } is { $revenue } of revenue, but { $share } of { $base ->
    [recurring] recurring revenue
    [gross_profit] gross profit
    [receivables] receivables
   *[revenue] revenue
}
dependence-matrix-title-none = No customer reaches 10 % of any known base; the largest share is that of { $name }, { $share } of { $base ->
    [recurring] recurring revenue
    [gross_profit] gross profit
    [receivables] receivables
   *[revenue] revenue
}
dependence-matrix-title-one = { $name } alone reaches 10 % of a base, with { $share } of { $base ->
    [recurring] recurring revenue
    [gross_profit] gross profit
    [receivables] receivables
   *[revenue] revenue
}
dependence-matrix-title-many = { $count } customers reach 10 % of a base; { $name } is the largest with { $share } of { $base ->
    [recurring] recurring revenue
    [gross_profit] gross profit
    [receivables] receivables
   *[revenue] revenue
}
dependence-matrix-measure = { $count ->
    [one] Share of each base of the only customer
   *[other] Share of each base of the { $count } customers that weigh most on any of them, the worst first
}
dependence-matrix-empty = no customer has a share of any base
dependence-matrix-base = { $base ->
    [recurring] Recurring revenue
    [gross_profit] Gross profit
    [receivables] Receivables
   *[revenue] Revenue
}
dependence-matrix-unknown = { $base }: not known{ $has-why ->
    [yes] ; { $why }
   *[no] {""}
}
dependence-matrix-no-share = –
dependence-matrix-worst = the customer’s worst base
dependence-matrix-limit = 10 % of the base
dependence-matrix-past = { $share } and more
dependence-matrix-told = { $name } with { $share } of { $base ->
    [recurring] recurring revenue
    [gross_profit] gross profit
    [receivables] receivables
   *[revenue] revenue
}
dependence-matrix-alt = Matrix of { $count ->
    [one] one customer
   *[other] { $count } customers
} and their shares of revenue, recurring revenue, gross profit and receivables. The worst: { $listed }.

## Renewal wall

chart-renewal-wall = Renewal wall
renewal-wall-title-share = { $share } of ARR on long terms ends in { $quarter }{ $part ->
    [most] , most of it { $name }
    [largest] , the largest part { $name }
   *[none] {""}
}
renewal-wall-title-amount = { $arr } of ARR ends in { $quarter }{ $part ->
    [most] , most of it { $name }
    [largest] , the largest part { $name }
   *[none] {""}
}
renewal-wall-measure = ARR by the quarter in which its contracts end{ $unit }; below, by the quarter of the last day of notice{ $later ->
    [yes] ; { $rest } ends later
   *[no] {""}
}{ $open ->
    [yes] ; { $ended } more can be left at any time or has no end
   *[no] {""}
}
renewal-wall-no-contracts = no contracts are given
renewal-wall-no-end = no contract in force has an end
renewal-wall-key-head = ends: the ten largest
renewal-wall-key-rest = ends: all others
renewal-wall-key-past = the ten largest, quarter past its { $level ->
    [critical] critical
    [warning] warning
   *[watch] watch
} limit
renewal-wall-key-notice = last day of notice, the ten largest first
renewal-wall-key-name = above: customer with most of it
renewal-wall-told = { $arr } in { $quarter }
renewal-wall-alt = Bars of ARR by the quarter its contracts end in: { $listed }.

## Replacement path

chart-replacement-path = Path to a replacement
replacement-path-title-gap-one = Replacing { $name } costs { $least } of { $basis ->
    [revenue] revenue
   *[margin] margin
} until it is done
replacement-path-title-gap-many = Replacing { $name } costs { $least } of { $basis ->
    [revenue] revenue
   *[margin] margin
} if it takes { $first } { $first ->
    [one] month
   *[other] months
} to decide, { $most } if { $last }
replacement-path-title-endless = Without { $name } cash falls month by month and does not turn
replacement-path-title-never = Cash never falls below today’s if { $name } leaves
replacement-path-title-low = If { $name } leaves and a replacement takes { $decision } { $decision ->
    [one] month
   *[other] months
} to decide, cash falls by { $depth } until month { $month }
replacement-path-measure = { $shown ->
    [cash] Cash against that on the day of the loss{ $unit }
    [revenue] Revenue missed since the loss{ $unit }
   *[margin] Margin missed since the loss{ $unit }
}, forecast month by month; one path for each time to decide, then { $ramp } { $ramp ->
    [one] month
   *[other] months
} until the replacement is whole
replacement-path-none = no customer has revenue exposed
replacement-path-months = months after the loss
replacement-path-name = { $months } { $months ->
    [one] month
   *[other] months
} to decide
replacement-path-short = { $months } { $months ->
    [one] month
   *[other] months
}
replacement-path-low = { $value } in month { $month }
replacement-path-year = ARR from { $name }
replacement-path-range = { $least } to { $most }
replacement-path-missed = of { $basis ->
    [revenue] revenue
   *[margin] margin
} missed until it is replaced, { $paths ->
    [one] { $last }
   *[other] { $first } to { $last }
} { $last ->
    [one] month
   *[other] months
} to decide
replacement-path-pipeline = of pipeline needed at a win rate of { $rate }{ $known ->
    [yes] ; { $open } is open
   *[no] {""}
}
replacement-path-customers = { $number }
replacement-path-small = { $count ->
    [one] average small customer brings as much
   *[other] average small customers bring as much
}
replacement-path-told = { $months } { $months ->
    [one] month
   *[other] months
} to decide: { $gap } of { $basis ->
    [revenue] revenue
   *[margin] margin
} missed{ $low ->
    [yes] , cash lowest in month { $month }, by { $depth }
   *[no] {""}
}
replacement-path-between = {"; "}
replacement-path-alt = Paths after the loss of { $name }: { $listed }.

## Calibration

chart-calibration = Chances held against outcomes
calibration-title-skill = The chances to leave beat the base rate{ $known ->
    [yes] : { $number } { $count ->
        [one] customer
       *[other] customers
    } left where { $expected } were expected
   *[no] {""}
}
calibration-title-base-rate = No method beats the base rate: { $number } { $count ->
    [one] customer
   *[other] customers
} left where it expected { $expected }
calibration-title-no-skill = The chances to leave told no more than the base rate{ $known ->
    [yes] : { $number } { $count ->
        [one] customer
       *[other] customers
    } left where { $expected } were expected
   *[no] {""}
}
calibration-title-one-date = One past date alone cannot judge the chances to leave{ $known ->
    [yes] : { $number } { $count ->
        [one] customer
       *[other] customers
    } left where { $expected } were expected
   *[no] {""}
}
calibration-title-few = Too few losses to judge the chances to leave{ $known ->
    [yes] : { $expected } were expected, five are needed
   *[no] , five are needed
}
calibration-none = no past date has its outcome yet
calibration-method = { $method ->
    [empirical_bayes] empirical Bayes
    [shifted_beta_geometric] shifted beta-geometric
    [bg_nbd] BG/NBD
    [base_rate] base rate
    [renewals] renewals
   *[other] { $name }
}
calibration-measure-skill = Method: { $method }; as chosen on earlier dates, skill against the base rate { $skill }; losses within twelve months of past dates
calibration-measure-message = Method: { $method }. { $message }
calibration-measure-plain = Method: { $method }; losses within twelve months of past dates
calibration-outcomes = Forecast and outcome
calibration-outcomes-axis = across: chance forecast · up: share that left
calibration-equal = forecast = outcome
calibration-count = n = { $number }
calibration-places = Where each date’s loss lay in its forecast
calibration-places-axis = 0 % the mildest outcome foreseen, 100 % the worst
calibration-places-scored = date the tests stand on
calibration-places-other = other date, overlapping
calibration-places-beyond = beyond the value at risk at 95 %
calibration-bounds = range of the share that left, 5 to 95 %
calibration-no-dates = no date can be placed yet
calibration-no-bins = no forecast has its outcome yet
calibration-told = { $mean } forecast and { $rate } seen of { $number }
calibration-alt = Forecast against outcome: { $listed }. Beside it, { $beyond } of { $dates } { $dates ->
    [one] date
   *[other] dates
} with a loss beyond the value at risk at 95 %.
## Egg basket

chart-egg-basket = Egg basket
egg-basket-title = { $finding ->
    [only] All revenue comes from one customer, { $name }: too many eggs in one basket
    [small] No single egg stands out among { $customers }
    [below] No customer reaches 10 % of revenue; the largest, { $name }, is { $largest }
    [one] One customer, { $name }, is { $largest } of revenue
    [all] All revenue comes from { $count } customers, { $name } alone { $largest }
   *[many] { $count } customers are { $share } of revenue, { $name } alone { $largest }
}{ $finding ->
    [only] {""}
   *[other] { $crowded ->
        [yes] : too many eggs in one basket
       *[no] {""}
    }
}
egg-basket-measure = Every egg a customer{ $has-gathered ->
    [yes] ; the dotted one: { $gathered } · area:
   *[no] , its area
} the net revenue of the { $window } · { $total } · { $customers }
egg-basket-none-positive = no customer has positive revenue in the window
egg-basket-heading = share of revenue
egg-basket-smaller = { $number } { $size ->
    [small] small
   *[smaller] smaller
} { $count ->
    [one] customer
   *[other] customers
}
egg-basket-others = { $count ->
    [one] { $number } other egg
   *[other] { $number } other eggs
}
egg-basket-behaves = { $single ->
    [yes] It behaves like a single customer.
   *[no] It behaves like { $number } equal customers.
}
egg-basket-from = from { $share }
egg-basket-unassigned = Not in the basket: { $amount } that names no customer.
egg-basket-negative = Not in the basket: { $customers } with net credits.
egg-basket-alt = A basket with an egg a customer, { $customers }, area by revenue: { $listed }. { $behaves }

## Pareto and Lorenz curve

chart-pareto-lorenz = Pareto curve
pareto-lorenz-title-only = The only customer brings all revenue
pareto-lorenz-title = { $half ->
    [one] One of { $all_number } customers brings
   *[other] { $half_number } of { $all_number } customers bring
} { $then ->
    [same] 80 % of revenue
    [all] half of revenue, and it takes all of them for 80 %
   *[more] half of revenue, and { $most_number } bring 80 %
}
pareto-lorenz-measure = Share of net revenue of the { $window } that the largest customers bring together
pareto-lorenz-none-positive = no customer has positive revenue in the window
pareto-lorenz-across = share of customers, the largest first
pareto-lorenz-equals = if all were equal
pareto-lorenz-brings = { $count ->
    [one] { $share } of all brings { $part } of revenue
   *[other] { $share } of all bring { $part } of revenue
}
pareto-lorenz-gini = Gini { $value }
pareto-lorenz-gini-told = twice the shaded area
pareto-lorenz-told = { $count ->
    [one] { $number } brings { $part }
   *[other] { $number } bring { $part }
}
pareto-lorenz-alt = Curve of cumulative revenue over { $customers }, the largest first: { $marks }.{ $known ->
    [yes] {" "}The largest, { $name }, alone brings { $share }.
   *[no] {""}
}

## Split by a dimension

split-no-value = (not stated)

## Treemap

chart-treemap = Treemap
treemap-title = { $value } brings { $share } of revenue{ $hangs ->
    [only] , all of it from one customer, { $customer }
    [one] , and { $part } of that is one customer, { $customer }
    [none] ; its largest customer, { $customer }, is { $part } of that
   *[unknown] {""}
}
treemap-measure = Net revenue of the { $window } by { $dimension } and customer, as area · { $total } · percentages of all revenue
treemap-empty = no column of the ledger splits revenue into 2 to 30 values; give customers an industry or a segment
treemap-from = from { $share }
treemap-left-out = Not drawn: { $amount } (net credits, no customer named)
treemap-alt = Treemap of revenue by { $dimension } and customer, the largest first: { $listed }.

## Basket by industry

chart-basket-by-industry = Baskets by industry
basket-by-industry-title = { $hanging ->
    [0] In no { $dimension ->
        [industry] industry
        [segment] segment
        [region] region
        [product] product
       *[other] value of “{ $called }”
    } is one customer half of its revenue: in the largest, { $value }, { $customer } is { $share }
   *[other] In { $hanging } of { $count } { $dimension ->
        [industry] { $count ->
            [one] industry
           *[other] industries
        }
        [segment] { $count ->
            [one] segment
           *[other] segments
        }
        [region] { $count ->
            [one] region
           *[other] regions
        }
        [product] { $count ->
            [one] product
           *[other] products
        }
       *[other] values of “{ $called }”
    } one customer is half of its revenue or more: { $customer } is { $share } of { $value }
}
basket-by-industry-measure = Every egg a customer, its area the net revenue of the { $window }, one scale · { $total } · percentages of all revenue
basket-by-industry-empty = no column of the ledger splits revenue into 2 to 30 values; give customers an industry or a segment
basket-by-industry-share = { $share } of revenue
basket-by-industry-largest = is { $share } of it
basket-by-industry-left-out = In no basket: { $amount } (net credits, no customer named)
basket-by-industry-told = { $value } { $share }{ $known ->
    [yes] {" "}({ $customer } is { $part } of it)
   *[no] {""}
}
basket-by-industry-alt = Baskets of eggs by { $dimension }, an egg a customer, area by revenue: { $listed }.

## Basket before and after

chart-basket-before-after = Basket before and after
basket-before-after-title = The worst scenario takes { $share } of revenue{ $limit ->
    [breaks] {" "}and breaks a limit
    [holds] , and every limit holds
   *[unknown] {""}
}: { $scenario }
basket-before-after-measure = Every egg a customer, its area the net revenue of the { $window }, one scale · percentages and colours by each basket’s revenue
basket-before-after-empty = no scenario loses revenue
basket-before-after-side = { $side ->
    [before] Before: { $revenue }, { $customers }
   *[after] After: { $revenue }, { $customers }
}
basket-before-after-gone = gone
basket-before-after-number = { $name ->
    [revenue] Revenue
    [cr_10] Share of the ten largest
    [effective_customers] Effective customers
    [ebitda] EBITDA
   *[slack] Slack to the limit
}{ $unit }
basket-before-after-change = { $before } → { $after }
basket-before-after-dashed = Dashed: what the scenario takes.
basket-before-after-not-named = Not shown in the eggs: { $customers } more, who lose { $amount } together.
basket-before-after-told = { $name } { $before } before and { $after } after
basket-before-after-alt = Two baskets of eggs, before and after the scenario “{ $scenario }”, which hits { $hit }. { $numbers }.
## Who bears the worst years

chart-tail-share = Who bears the worst years
tail-share-exposed = { $exposed ->
    [revenue] revenue
   *[ARR] ARR
}
tail-share-title = { $name } brings { $brings } of { $exposed }, { $more ->
    [yes] but
   *[no] and
} bears { $tail } of what the worst { $worst } of years cost
tail-share-title-all = { $name } bears all that is lost in the worst { $worst } of years
tail-share-title-none = No customer bears more than { $tail } of what the worst { $worst } of years cost
tail-share-measure = Part of the expected shortfall at 95 %{ $known ->
    [yes] , { $all } in all
   *[no] {""}
}, beside the part of { $exposed }
tail-share-of-shortfall = of the shortfall, a forecast
tail-share-of-exposed = of { $exposed }, as it is
tail-share-ratio = shortfall ÷ share of what can be lost
tail-share-limit = { $level } { $share }
tail-share-others = All others
tail-share-empty = no chance to leave is known, or nothing is exposed
tail-share-nobody = no customer bears any of the expected shortfall
tail-share-told = { $name } { $tail } of the shortfall and { $brings } of { $exposed }
tail-share-alt = Paired bars by customer: { $listed }.

## Distribution of losses

chart-loss-distribution = Distribution of losses
loss-distribution-exposed = { $exposed ->
    [revenue] revenue
   *[ARR] ARR
}
loss-distribution-title = In the worst { $worst } of years { $es } of { $exposed } is lost on average{ $against ->
    [same] , as in an equally spread book
    [other] ; an equally spread book would lose { $equal }
   *[none] {""}
}
loss-distribution-measure = Forecast chance to lose more than each part of { $exposed } within { $months ->
    [one] one month
   *[other] { $months } months
}; upright lines: dotted, the expected loss of { $expected }{ $has-breach ->
    [yes] ; dashed and heavy, the breach of a limit at { $breach }
   *[no] {""}
}
loss-distribution-chance = { $years ->
    [1] every year
    [2] 1 year in 2
   *[other] 1 in { $number }
}
loss-distribution-axis = part of { $exposed } lost, of { $all } in all
loss-distribution-es = worst { $worst }: { $share }, { $amount }
loss-distribution-equal = equally spread: { $share }
loss-distribution-var = VaR 95: { $share }
loss-distribution-expected = expected loss: { $share }
loss-distribution-rarest = this book, 1 year in 1,000: { $share }
loss-distribution-book = this book
loss-distribution-breach = breach: { $share } lost
loss-distribution-slack = slack { $slack } of margin
loss-distribution-empty = no chance to leave is known, or nothing is exposed
loss-distribution-alt = Curve of the chance to lose more than each part of { $exposed }: expected loss { $expected }{ $has-var ->
    [yes] , value at risk at 95 % { $var }
   *[no] {""}
}, mean of the worst { $worst } { $es }{ $has-equal ->
    [yes] , of an equally spread book { $equal }
   *[no] {""}
}.{ $has-breach ->
    [yes] {" "}A loss of { $breach } breaches a limit.
   *[no] {""}
}

## Reverse stress

chart-reverse-stress = Losses up to the breach
reverse-stress-title = { $count ->
    [1] Losing { $who } alone
    [2] Losing { $who }
   *[other] Losing { $count } customers
} { $limit ->
    [covenant] breaches the covenant
    [cash-floor] breaks the cash floor
   *[fixed-cost] leaves fixed cost uncovered
}{ $has-chance ->
    [yes] ; a breach within a year is { $chance } likely
   *[no] {""}
}
reverse-stress-title-holds = { $limit ->
    [covenant] No loss of customers breaches the covenant
    [cash-floor] No loss of customers breaks the cash floor
   *[fixed-cost] No loss of customers leaves fixed cost uncovered
}: the slack of { $slack } holds
reverse-stress-title-breached = No slack is left: { $limit ->
    [covenant] the covenant is breached already
    [cash-floor] the cash floor is broken already
   *[fixed-cost] margin does not cover fixed cost
}
reverse-stress-measure = Slack in margin{ $unit }, as the largest margins go one after the other; hatched: what each loss would take
reverse-stress-gathered = { $count ->
    [one] { $number } more customer
   *[other] { $number } more customers
}
reverse-stress-now = Slack now
reverse-stress-breach = breach = 0
reverse-stress-left = { $amount } left
reverse-stress-short = { $amount } short
reverse-stress-fewest = Fewest losses that breach
reverse-stress-likeliest = Likeliest losses that breach
reverse-stress-chance = Chance of a breach in a year
reverse-stress-limit = The limit
reverse-stress-limit-name = { $limit ->
    [covenant] Covenant
    [cash-floor] Cash floor
   *[fixed-cost] Fixed cost
}
reverse-stress-looser = Next, { $limit ->
    [covenant] the covenant
    [cash-floor] the cash floor
   *[fixed-cost] fixed cost
}: slack of { $slack }
reverse-stress-margin = { $margin } of margin
reverse-stress-more = { $number } more
reverse-stress-empty = no fixed cost, or no margin, is known
reverse-stress-told = { $name } lost and { $left } left
reverse-stress-alt = Steps down from a slack of { $slack } to the breach of { $limit ->
    [covenant] the covenant
    [cash-floor] the cash floor
   *[fixed-cost] fixed cost
}: { $steps }.

## Scenarios

chart-scenarios = Scenarios
scenarios-title = “{ $name }” takes { $what ->
    [revenue] revenue
   *[ebitda] EBITDA
} from { $before } to { $after }{ $breach ->
    [it] {" "}and breaches a limit
    [alone] ; it alone breaches a limit
    [every] ; all { $all } scenarios breach a limit
    [some] ; { $breaching } of { $all } scenarios breach a limit
   *[none] {""}
}
scenarios-title-unknown = The hardest scenario: { $name }
scenarios-measure = The numbers now (solid) and after each scenario (hatched), the hardest first{ $unit }; upright lines: zero, and dotted, now{ $others ->
    [0] {""}
    [one] ; one milder scenario is in the report
   *[other] ; { $others } milder scenarios are in the report
}
scenarios-largest = { $leaves ->
    [yes] { $count ->
        [1] the largest customer leaves
        [10] the ten largest customers leave
       *[other] the { $number } largest customers leave
    }
   *[no] { $count ->
        [1] the largest customer buys { $cut } less
        [10] the ten largest buy { $cut } less
       *[other] the { $number } largest buy { $cut } less
    }
}
scenarios-now = Now
scenarios-breaches = breaches a limit
scenarios-unknown = unknown
scenarios-column-revenue = Revenue
scenarios-column-cr-10 = Share of the ten largest
scenarios-column-es95-share = Of what is left, lost in worst 5 %
scenarios-column-ebitda = EBITDA
scenarios-column-slack = Slack
scenarios-empty = no scenario is given, and there is no customer to lose
scenarios-told = { $what ->
    [revenue] revenue
    [cr_10] share of the ten largest
    [es95_share] part of what is left that the worst 5 % of years lose
    [ebitda] EBITDA
   *[slack] slack
} { $before } to { $after }
scenarios-alt-row = { $name }: { $values }.
scenarios-alt = Bars of the numbers now and after each scenario. { $listed }

## Plan

chart-plan = The way under the limits
plan-title-met = The book is within all limits of its policy already
plan-title = { $means ->
    [both] Under all limits by { $by }: small customers growing { $growth } a month and no customer above { $cap } a month
    [growth] Under all limits by { $by }: small customers growing { $growth } a month
    [cap] Under all limits by { $by }: no customer above { $cap } a month
   *[none] No growth and no cap brings the book under its limits by { $by }
}
plan-now = now
plan-measure = Revenue by month{ $unit }: solid, the average month of the trailing 12 months; outlined, planned; dashed: the measures of the trailing 12 months under the plan
plan-head = Ten largest
plan-rest = All others
plan-from-to = { $from } to { $to }
plan-measure-cr1 = Largest customer
plan-measure-cr5 = Five largest
plan-measure-cr10 = Ten largest
plan-measure-hhi = HHI
plan-limit = limit { $limit }
plan-empty = the configuration names no policy for it
plan-told = { $name } from { $now }{ $has-then ->
    [yes] {" "}to { $then }
   *[no] {""}
}, limit { $limit }
plan-alt = Bars of revenue by month until { $by } and lines of measures: { $measures }.

## Warnings

chart-warnings-board = Warnings
warnings-board-title = { $name }{ $has-who ->
    [yes] , { $who },
   *[no] {""}
} { $off ->
    [yes] off by
   *[no] at
} { $value } against a limit of { $limit }{ $count ->
    [1] : the only warning
   *[other] : the first of { $number } warnings
}{ $critical ->
    [none] {""}
    [it] , and a critical one
    [one] , one of them critical
    [all] , all of them critical
   *[some] , { $criticals } of them critical
}
warnings-board-title-none = No warning stands: every measure is within its limit
warnings-board-title-waiting = { $count ->
    [one] No measure is past its limit: one warning waits to be cleared
   *[other] No measure is past its limit: { $number } warnings wait to be cleared
}
warnings-board-measure = Each measure in multiples of its limit, the most severe first; hatched: a forecast
warnings-board-calm = What the report holds against its limits
warnings-board-calm-told = No limit is passed, and no warning waits to be cleared.
warnings-board-unmeasured = no customer has revenue in the window, so there is no measure to hold against a limit
warnings-board-head-measure = Measure
warnings-board-head-value = Value
warnings-board-head-limit = Limit
warnings-board-head-line = limit = 1
warnings-board-head-clears = What would clear it
warnings-board-unknown = unknown
warnings-board-months = { $count ->
    [one] { $value } month
   *[other] { $value } months
}
warnings-board-steps = { $count ->
    [one] { $value } step
   *[other] { $value } steps
}
warnings-board-points = { $value } points
warnings-board-deviations = { $value } σ
warnings-board-limit = { $side ->
    [least] at least { $limit }
    [more] more than { $limit }
   *[most] { $limit }
}
warnings-board-any = any at all
warnings-board-since = past a limit since { $since }
warnings-board-back = { $side ->
    [least] back above the limit, not yet cleared
   *[most] back under the limit, not yet cleared
}
warnings-board-clears = { $side ->
    [least] it rises above { $limit }
    [none] it no longer occurs
   *[most] it falls below { $limit }
}
warnings-board-more = { $count ->
    [one] { $number } more warning
   *[other] { $number } more warnings
}
warnings-board-told = { $name } { $value } against { $limit } ({ $level })
warnings-board-alt = Bullet graphs of { $count ->
    [one] { $number } warning
   *[other] { $number } warnings
}: { $listed }.
warnings-board-name-largest-customer = Largest customer
warnings-board-name-heavier-on-another-base = Heavier on another base
warnings-board-name-top-5-customers = Top 5 customers
warnings-board-name-top-10-customers = Top 10 customers
warnings-board-name-hhi = HHI
warnings-board-name-hhi-growth-in-12-months = HHI growth in 12 months
warnings-board-name-head-s-lead-in-recurring-revenue = Head’s lead in recurring revenue
warnings-board-name-one-customer-s-part-of-the-tail = One customer’s part of the tail
warnings-board-name-tail-of-the-margin-against-the-slack = Tail of the margin against the slack
warnings-board-name-probability-of-a-breach = Probability of a breach
warnings-board-name-fewest-customers-to-a-breach = Fewest customers to a breach
warnings-board-name-renewals-in-one-quarter = Renewals in one quarter
warnings-board-name-notices-due-and-not-covered = Notices due and not covered
warnings-board-name-gross-revenue-retention = Gross revenue retention
warnings-board-name-net-revenue-retention = Net revenue retention
warnings-board-name-masked-net-revenue-retention = Masked net revenue retention
warnings-board-name-fall-of-a-large-customer-s-quarter = Fall of a large customer’s quarter
warnings-board-name-head-margin-below-the-rest = Head margin below the rest
warnings-board-name-receivables-of-one-customer = Receivables of one customer
warnings-board-name-shared-dependency = Shared dependency
warnings-board-name-head-outgrows-the-rest = Head outgrows the rest
warnings-board-name-new-names-in-the-top-5 = New names in the top 5
warnings-board-name-names-lost-from-the-top-5 = Names lost from the top 5
warnings-board-name-related-parties-in-the-top-5 = Related parties in the top 5
warnings-board-name-net-negative-customers = Net-negative customers
warnings-board-name-unassigned-revenue = Unassigned revenue
warnings-board-name-control-total-difference = Control-total difference
warnings-board-name-billing-cadence = Billing cadence
warnings-board-name-missing-months = Missing months
warnings-board-name-chances-to-leave-that-were-wrong = Forecast of chances
