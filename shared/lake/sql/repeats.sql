-- 重复检查: the same item at the same enterprise by the same agency within 90 days, counted at the later visit;
-- analysis.Again.Repeats.
SELECT agency, count(*) AS repeats
FROM (
    SELECT agency, day, first_day,
           row_number() OVER (PARTITION BY enterprise, agency, item ORDER BY day) AS place,
           day - lag(day) OVER (PARTITION BY enterprise, agency, item ORDER BY day) AS since
    FROM inspection_items
    CROSS JOIN period
    WHERE day <= last_day AND day >= first_day - 90
) AS visits
WHERE place > 1 AND since <= 90 AND day >= first_day
GROUP BY agency
ORDER BY agency
