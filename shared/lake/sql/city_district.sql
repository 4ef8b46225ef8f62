-- 市区重复: the same item at the same enterprise by the other level of the same line within 90 days, counted at the later
-- visit, of one day at the district's unless they came together; by the agency that came later; analysis.Again.CityDistrict.
SELECT agency, count(*) AS times
FROM (
    SELECT agency, level, day, first_day, line_part,
           count(*) FILTER (WHERE level = 'municipal')
               OVER (PARTITION BY enterprise, line, item ORDER BY day RANGE BETWEEN 90 PRECEDING AND 1 PRECEDING) AS city,
           count(*) FILTER (WHERE level = 'municipal' AND NOT line_part)
               OVER (PARTITION BY enterprise, line, item ORDER BY day RANGE BETWEEN CURRENT ROW AND CURRENT ROW) AS city_that_day,
           count(*) FILTER (WHERE level = 'district')
               OVER (PARTITION BY enterprise, line, item ORDER BY day RANGE BETWEEN 90 PRECEDING AND 1 PRECEDING) AS district
    FROM inspection_items
    CROSS JOIN period
    WHERE day <= last_day AND day >= first_day - 90
) AS visits
WHERE day >= first_day
  AND (level = 'district' AND (city > 0 OR city_that_day > 0 AND NOT line_part) OR level = 'municipal' AND district > 0)
GROUP BY agency
ORDER BY agency
