-- name: Ends of the contracts in force
-- formula: arr = 12·MRR of the contracts in force at the end of the last month; ends_on as in contract_spans; notice_on = ends_on − notice_days, ends_on itself where no notice is named; is_long = 1 where the term lasts twelve months or more from term_start; is_head = 1 for the ten largest customers by the window's revenue
-- unit: money in the reporting currency a year; dates
-- grain: contract in force with an MRR above zero
-- larger: more ends with it
-- null: ends_on and notice_on while open-ended, or where the contract can be left at will
-- source: ours
-- why: what the renewal wall is built of
select
    contract_months.contract_id,
    coalesce(group_tree.group_id, contract_months.customer_id) as customer,
    coalesce(group_names.name, group_tree.group_id, contract_months.customer_id) as name,
    contract_months.mrr * 12 as arr,
    case when shares.rank <= 10 then 1 else 0 end as is_head,
    contract_spans.auto_renew,
    contract_spans.ends_on,
    cast(contract_spans.ends_on - cast(contract_spans.notice_days as integer) as date) as notice_on,
    case
        when contract_spans.ends_on >= cast(contract_spans.term_start + interval '12 months' - interval '1 day' as date)
            then 1
        else 0
    end as is_long
from contract_months
cross join params
inner join contract_spans on contract_spans.contract_id = contract_months.contract_id
left join group_tree
    on group_tree.customer_id = contract_months.customer_id
    and contract_months.month_index >= group_tree.first_index
    and contract_months.month_index <= group_tree.last_index
left join group_names on group_names.group_id = group_tree.group_id
left join shares on shares.period = 'window' and shares.group_id = group_tree.group_id
where contract_months.month_index = params.last_month and contract_months.mrr > 0
