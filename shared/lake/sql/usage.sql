-- 使用情况: inspections announced in the period and what became of them, by agency; joined are visits several agencies made
-- together, of who led; saved are inspections made as parts of another's visit (并入检查); analysis.Usage.
SELECT agency,
       count(*) AS issued,
       count(*) FILTER (WHERE state = 'done') AS done,
       count(*) FILTER (WHERE state = 'revoked') AS revoked,
       count(*) FILTER (WHERE state = 'lapsed') AS lapsed,
       count(*) FILTER (WHERE state = 'pending') AS pending,
       count(*) FILTER (WHERE state = 'done' AND planned) AS planned,
       count(*) FILTER (WHERE state = 'done' AND scanned) AS scanned,
       count(*) FILTER (WHERE state = 'done' AND findings > 0) AS findings,
       count(*) FILTER (WHERE state = 'done' AND joined > 0) AS joined,
       count(*) FILTER (WHERE state = 'done' AND part) AS saved,
       coalesce(sum(minutes * persons) FILTER (WHERE state = 'done' AND part), 0) AS saved_person_minutes,
       count(DISTINCT enterprise) FILTER (WHERE state = 'done') AS inspected,
       coalesce(sum(minutes) FILTER (WHERE state = 'done'), 0) AS minutes,
       coalesce(sum(persons) FILTER (WHERE state = 'done'), 0) AS persons,
       coalesce(sum(minutes * persons) FILTER (WHERE state = 'done'), 0) AS person_minutes
FROM inspections
CROSS JOIN period
WHERE day BETWEEN first_day AND last_day
GROUP BY agency
ORDER BY agency
