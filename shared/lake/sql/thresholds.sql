-- 超阈值: enterprise days with more than one visit, weeks with more than two and months with more than three, by all
-- agencies, those they made together counted once; analysis.Crossing. Day 0 was a Thursday.
SELECT rule, count(*) AS times, sum(visits) AS visits
FROM (
    SELECT 'over-day' AS rule, enterprise, day AS since, count(*) AS visits
    FROM inspections CROSS JOIN period
    WHERE state = 'done' AND NOT part AND day BETWEEN first_day AND last_day
    GROUP BY enterprise, day
    HAVING count(*) > 1
    UNION ALL
    SELECT 'over-week' AS rule, enterprise, day - (day + 3) % 7 AS since, count(*) AS visits
    FROM inspections CROSS JOIN period
    WHERE state = 'done' AND NOT part AND day BETWEEN first_day AND last_day
    GROUP BY enterprise, day - (day + 3) % 7
    HAVING count(*) > 2
    UNION ALL
    SELECT 'over-month' AS rule, enterprise, min(day) AS since, count(*) AS visits
    FROM inspections CROSS JOIN period
    WHERE state = 'done' AND NOT part AND day BETWEEN first_day AND last_day
    GROUP BY enterprise, month
    HAVING count(*) > 3
) AS crossings
GROUP BY rule
ORDER BY rule
