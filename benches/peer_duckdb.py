"""The same numbers in DuckDB, from the same files: peer_duckdb.py FOLDER. Prints JSON.

The trailing twelve months' total, CR1, CR10 and HHI, the history of CR10 and HHI at every quarter end, monthly MRR
movements by category, and GRR and NRR on MRR.
"""

import json
import sys

import duckdb

connection = duckdb.connect()
connection.sql(
    f"""
    create table cube as
    select customer_id, year(date) * 12 + month(date) - 1 as month, kind, sum(amount) as amount
    from read_parquet('{sys.argv[1]}/*.parquet')
    group by all
    """
)
first, last = connection.sql("select min(month), max(month) from cube").fetchall()[0]
connection.sql(
    f"""
    create table ends as
    select month from range({first}, {last} + 1) as months(month) where month % 3 = 2 or month = {last}
    """
)
concentration = """
    with revenue as (
        select ends.month, customer_id, sum(amount) as amount
        from ends join cube on cube.month between ends.month - 11 and ends.month
        group by all having sum(amount) > 0
    ), ranked as (
        select *, row_number() over (partition by month order by amount desc, customer_id) as place,
            cast(amount as double) / sum(cast(amount as double)) over (partition by month) as share
        from revenue
    )
    select month, sum(amount), sum(share) filter (place <= 1), sum(share) filter (place <= 10), 10000 * sum(share * share)
    from ranked group by month order by month
"""
history = connection.sql(concentration).fetchall()
movements = connection.sql(
    f"""
    with mrr as (
        select customer_id, month, sum(amount) as amount from cube where kind = 'recurring' group by all
    ), spine as (
        select customer_id, month from (select distinct customer_id from mrr) cross join
            (select month from range({first}, {last} + 1) as months(month))
    ), pairs as (
        select spine.month, coalesce(amount, 0) as q,
            lag(coalesce(amount, 0), 1, 0) over line as p,
            coalesce(max(coalesce(amount, 0)) over (partition by spine.customer_id order by spine.month
                rows between unbounded preceding and 1 preceding), 0) as most
        from spine left join mrr using (customer_id, month)
        window line as (partition by spine.customer_id order by spine.month)
    )
    select month,
        sum(q) filter (p = 0 and q > 0 and most = 0), sum(q) filter (p = 0 and q > 0 and most > 0),
        sum(q - p) filter (p > 0 and q > p), sum(p - q) filter (q > 0 and q < p), sum(p) filter (p > 0 and q = 0), sum(q)
    from pairs group by month order by month
    """
).fetchall()
retention = connection.sql(
    f"""
    with pairs as (
        select customer_id, coalesce(sum(amount) filter (month = {last} - 12), 0) as p,
            coalesce(sum(amount) filter (month = {last}), 0) as q
        from cube where kind = 'recurring' group by all
    )
    select sum(least(q, p)) / sum(p)::double, sum(q) / sum(p)::double from pairs where p > 0
    """
).fetchall()[0]
total, cr1, cr10, hhi = history[-1][1:]
print(
    json.dumps(
        {
            "total": str(total),
            "cr1": cr1,
            "cr10": cr10,
            "hhi": hhi,
            "history": len(history),
            "churn": str(movements[-1][5] or 0),
            "closing": str(movements[-1][6]),
            "grr": retention[0],
            "nrr": retention[1],
        }
    )
)
