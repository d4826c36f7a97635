"""SQL that the schema stands on."""

MEMBERSHIP_SEARCH = """
CREATE FUNCTION mentornet_membership_search(
    given_name text, family_name text, specialty text, expertise text[]
) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(to_tsvector('simple'::regconfig, given_name || ' ' || family_name), 'A')
        || setweight(to_tsvector('english'::regconfig, specialty), 'B')
        || setweight(to_tsvector('english'::regconfig, array_to_string(expertise, ' ; ')), 'B')
$$
"""

DROP_MEMBERSHIP_SEARCH = "DROP FUNCTION mentornet_membership_search(text, text, text, text[])"
