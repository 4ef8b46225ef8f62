-- What was ticked beside ratings; analysis.ReasonRow.
SELECT reason, count(*) AS times, count(*) FILTER (WHERE rating <= 2) AS beside_bad
FROM evaluation_reasons
CROSS JOIN period
WHERE monday BETWEEN first_day AND last_day
GROUP BY reason
ORDER BY reason
