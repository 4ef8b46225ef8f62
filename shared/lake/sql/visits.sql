-- 检查频次: visits done at each enterprise, 30, 90 and 365 days back and in the calendar year, those several agencies made
-- together counted once; by how many agencies, and the burden in person-minutes of all who came; analysis.Loads.
SELECT enterprise,
       count(*) FILTER (WHERE NOT part AND day > last_day - 30) AS day30,
       count(*) FILTER (WHERE NOT part AND day > last_day - 90) AS day90,
       count(*) FILTER (WHERE NOT part AND day > last_day - 365) AS day365,
       count(*) FILTER (WHERE NOT part AND day >= year_day) AS year,
       count(DISTINCT agency) FILTER (WHERE day > last_day - 365) AS agencies,
       coalesce(sum(minutes * persons) FILTER (WHERE day > last_day - 365), 0) AS person_minutes
FROM inspections
CROSS JOIN period
WHERE state = 'done' AND day <= last_day AND (day > last_day - 365 OR day >= year_day)
GROUP BY enterprise
ORDER BY enterprise
