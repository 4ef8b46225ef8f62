-- 检查事项: how often each item was inspected, applied and did not conform; analysis.ItemRow.
SELECT item,
       count(*) AS times,
       count(*) FILTER (WHERE outcome <> 'not-applicable') AS applied,
       count(*) FILTER (WHERE outcome = 'not-conforming') AS bad
FROM inspection_items
CROSS JOIN period
WHERE day BETWEEN first_day AND last_day
GROUP BY item
ORDER BY item
