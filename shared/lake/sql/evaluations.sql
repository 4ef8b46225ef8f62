-- 评议: evaluations of visits in the weeks of the period by agency, bad ones, and each duty said not to have been done, of
-- those who answered yes or no; analysis.Evaluations.
SELECT agency,
       count(*) AS evaluations,
       count(*) FILTER (WHERE rating <= 2) AS bad,
       sum(rating) AS ratings,
       count(*) FILTER (WHERE code_shown = 'no') AS no_code_shown,
       count(*) FILTER (WHERE code_shown <> 'unknown') AS of_code_shown,
       count(*) FILTER (WHERE identity_shown = 'no') AS no_identity_shown,
       count(*) FILTER (WHERE content_told = 'no') AS no_content_told,
       count(*) FILTER (WHERE rights_told = 'no') AS no_rights_told,
       count(*) FILTER (WHERE only_listed = 'no') AS no_only_listed,
       count(*) FILTER (WHERE not_disturbed = 'no') AS no_not_disturbed
FROM evaluations
CROSS JOIN period
WHERE monday BETWEEN first_day AND last_day
GROUP BY agency
ORDER BY agency
