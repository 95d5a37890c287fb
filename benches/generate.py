"""Writes a seeded ledger: generate.py ROWS CUSTOMERS MONTHS FOLDER.

Sixteen zstd Parquet files; customers' sizes fall like 1/rank; four kinds; exact decimals. Needs duckdb (see run.sh).
"""

import sys

import duckdb

rows, customers, months, folder = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
connection = duckdb.connect()
for part in range(16):
    low, high = rows * part // 16, rows * (part + 1) // 16
    connection.sql(
        f"""
        copy (
            select
                'C' || lpad(cast(customer as varchar), 7, '0') as customer_id,
                date '2021-01-01' + to_months(cast(i * {months} // {rows} as integer)) as date,
                cast(round(100 + (hash(i * 7) % 100000) / (1 + customer / 50.0)) / 100.0 as decimal(14, 2)) as amount,
                ['recurring', 'recurring', 'usage', 'one_off', 'service'][cast(1 + hash(i * 11) % 5 as bigint)] as kind
            from (
                select i, cast(floor(pow((hash(i * 13) % 1000003) / 1000003.0, 2) * {customers}) as bigint) as customer
                from range({low}, {high}) as lines(i)
            )
        ) to '{folder}/part-{part:02}.parquet' (format parquet, compression zstd)
        """
    )
