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
