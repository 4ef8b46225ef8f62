-- The most visits an enterprise had in any 90 days that end within the last 365; analysis.Loads.Rolling90.
SELECT enterprise, max(visits) AS rolling90
FROM (
    SELECT enterprise, day, last_day,
           count(*) OVER (PARTITION BY enterprise ORDER BY day RANGE BETWEEN 89 PRECEDING AND CURRENT ROW) AS visits
    FROM inspections
    CROSS JOIN period
    WHERE state = 'done' AND NOT part AND day <= last_day AND day > last_day - 365 - 89
) AS windows
WHERE day > last_day - 365
GROUP BY enterprise
ORDER BY enterprise
