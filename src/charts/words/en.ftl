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
dependency-over-time-measure = Share of net revenue of the trailing 12 months at each quarter end, largest customers first
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
    [stayed-first] customers who stayed added { $grown }, new ones { $new }
    [new-first] new customers added { $new }, those who stayed { $grown }
    [stayed] customers who stayed added { $grown }
    [new] new customers added { $new }
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
}; { $count ->
    [0] the { $size } largest of today were so in { $first } too
    [one] one of today's { $size } largest came in after { $first }
   *[other] { $count } of today's { $size } largest came in after { $first }
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
rank-bump-alt = Lines of rank from { $first } to { $last }; the largest at the end: { $listed }.
rank-bump-one-quarter = the ledger holds one quarter end, and ranks need a second to move
rank-bump-none = the report ranks no customer at a quarter end

## Shares of the largest customers over time

chart-share-stack = Shares of the largest customers over time
share-stack-title = { $count ->
    [one] Today's largest customer brings { $is } of revenue
   *[other] Today's { $count } largest customers bring { $is } of revenue
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
}
share-stack-alt = Bars of 100 % at { $count } quarter ends, layered by today's largest customers; in { $quarter }: { $listed }.
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
churn-exposure-locked = contracts hold { $amount } of it beyond { $months } months
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
retention-head-rest-title = { $customers ->
    [one] The largest customer is worth { $head } of a year ago, all others { $rest }
   *[other] The { $customers ->
        [10] ten
       *[other] { $customers }
    } largest customers are worth { $head } of a year ago, all others { $rest }
}
retention-head-rest-title-masked = Net retention of { $nrr } rests on three customers: without them it is { $without }
retention-head-rest-title-whole = Customers of a year ago are worth { $nrr } of what they were; { $grr } without their growth
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
retention-head-rest-year-ago = a year ago
retention-head-rest-without = { $effect ->
    [masked] The whole book’s NRR of { $nrr } masks a loss: without its three largest expanders it is { $without }
   *[none] Without its three largest expanders the whole book’s NRR is { $without } instead of { $nrr }
}
retention-head-rest-short = the ledger does not cover the whole year of comparison
retention-head-rest-history = The whole book at quarter ends
retention-head-rest-hollow = hollow: year of comparison not wholly covered
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
cohort-heat-map-title = { $finding ->
    [none] { $count ->
        [one] The one cohort brings at least what it brought in its first { $period ->
            [month] month
           *[quarter] quarter
        }
       *[other] All { $count } cohorts bring at least what they brought in their first { $period ->
            [month] month
           *[quarter] quarter
        }
    }
    [all] All { $count } cohorts bring less than in their first { $period ->
        [month] month
       *[quarter] quarter
    }; that of { $worst } is down to { $kept }
   *[some] { $below } of { $count } cohorts { $below ->
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
