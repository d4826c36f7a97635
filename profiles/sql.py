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

# A sync must see whoever changed, by whatever statement: the importer writes in bulk, and an
# address stands in another table. The time is that of the transaction's begin (see domain/sync.py).
MEMBERSHIP_TOUCH = """
CREATE FUNCTION mentornet_membership_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;
CREATE TRIGGER membership_touch BEFORE INSERT OR UPDATE ON profiles_membership
    FOR EACH ROW EXECUTE FUNCTION mentornet_membership_touch();
CREATE FUNCTION mentornet_login_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE profiles_membership SET updated_at = now() WHERE user_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER login_touch AFTER UPDATE OF email, activated_at ON profiles_user
    FOR EACH ROW WHEN (
        OLD.email IS DISTINCT FROM NEW.email
        OR OLD.activated_at IS DISTINCT FROM NEW.activated_at
    ) EXECUTE FUNCTION mentornet_login_touch();
"""

DROP_MEMBERSHIP_TOUCH = """
DROP TRIGGER login_touch ON profiles_user;
DROP FUNCTION mentornet_login_touch();
DROP TRIGGER membership_touch ON profiles_membership;
DROP FUNCTION mentornet_membership_touch();
"""
