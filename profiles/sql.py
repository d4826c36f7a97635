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
# address stands in another table. The time is that of the transaction's begin.
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

# Which roles a member has today, in the institution's time zone. The rows are the truth; the array
# of the membership follows them, and whatever else is written to it is overruled.
STAFF_ROLES = """
CREATE FUNCTION mentornet_staff_roles_today(member uuid) RETURNS varchar(20)[]
LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT held.role ORDER BY held.role), '{}')
    FROM profiles_staffrole held
    JOIN profiles_institution here ON here.id = held.institution_id
    WHERE held.membership_id = member
        AND held.scope_kind = 'institution'
        AND held.ended_at IS NULL
        AND held.starts_on <= (now() AT TIME ZONE here.time_zone)::date
        AND (held.ends_on IS NULL OR held.ends_on >= (now() AT TIME ZONE here.time_zone)::date)
$$;
CREATE FUNCTION mentornet_membership_roles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.offices := mentornet_staff_roles_today(NEW.id);
    RETURN NEW;
END
$$;
CREATE TRIGGER membership_roles_new BEFORE INSERT ON profiles_membership
    FOR EACH ROW WHEN (NEW.offices <> '{}') EXECUTE FUNCTION mentornet_membership_roles();
CREATE TRIGGER membership_roles_kept BEFORE UPDATE OF offices ON profiles_membership
    FOR EACH ROW EXECUTE FUNCTION mentornet_membership_roles();
CREATE FUNCTION mentornet_staff_role_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE profiles_membership SET offices = '{}'
    WHERE id IN (OLD.membership_id, NEW.membership_id)
        AND offices IS DISTINCT FROM mentornet_staff_roles_today(id);
    RETURN NULL;
END
$$;
CREATE TRIGGER staff_role_changed AFTER INSERT OR UPDATE OR DELETE ON profiles_staffrole
    FOR EACH ROW EXECUTE FUNCTION mentornet_staff_role_changed();
"""

DROP_STAFF_ROLES = """
DROP TRIGGER staff_role_changed ON profiles_staffrole;
DROP FUNCTION mentornet_staff_role_changed();
DROP TRIGGER membership_roles_kept ON profiles_membership;
DROP TRIGGER membership_roles_new ON profiles_membership;
DROP FUNCTION mentornet_membership_roles();
DROP FUNCTION mentornet_staff_roles_today(uuid);
"""

# A role for a unit or a program opens what it names and nothing of the whole institution: the array says
# that the member coordinates something, or reads figures of something. What it is, stands in the row.
STAFF_ROLES_SCOPED = """
CREATE OR REPLACE FUNCTION mentornet_staff_roles_today(member uuid) RETURNS varchar(20)[]
LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT held.shown ORDER BY held.shown), '{}')
    FROM (
        SELECT CASE
            WHEN one.scope_kind = 'institution' THEN one.role
            WHEN one.role IN ('director', 'coordinator') THEN 'coordinator'::varchar
            WHEN one.role = 'analyst' THEN one.role
        END AS shown
        FROM profiles_staffrole one
        JOIN profiles_institution here ON here.id = one.institution_id
        WHERE one.membership_id = member
            AND one.ended_at IS NULL
            AND one.starts_on <= (now() AT TIME ZONE here.time_zone)::date
            AND (one.ends_on IS NULL OR one.ends_on >= (now() AT TIME ZONE here.time_zone)::date)
    ) held
    WHERE held.shown IS NOT NULL
$$;
"""

DROP_STAFF_ROLES_SCOPED = """
CREATE OR REPLACE FUNCTION mentornet_staff_roles_today(member uuid) RETURNS varchar(20)[]
LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT held.role ORDER BY held.role), '{}')
    FROM profiles_staffrole held
    JOIN profiles_institution here ON here.id = held.institution_id
    WHERE held.membership_id = member
        AND held.scope_kind = 'institution'
        AND held.ended_at IS NULL
        AND held.starts_on <= (now() AT TIME ZONE here.time_zone)::date
        AND (held.ends_on IS NULL OR held.ends_on >= (now() AT TIME ZONE here.time_zone)::date)
$$;
"""

# Someone who has left keeps no role for the day on which they come back.
STAFF_ROLES_FROM_OFFICES = """
INSERT INTO profiles_staffrole
    (id, institution_id, membership_id, role, scope_kind, starts_on, granted_at, ended_at)
SELECT gen_random_uuid(), m.institution_id, m.id, held.role, 'institution',
    (now() AT TIME ZONE i.time_zone)::date, now(),
    CASE WHEN m.end_date IS NULL THEN NULL ELSE now() END
FROM profiles_membership m
JOIN profiles_institution i ON i.id = m.institution_id
CROSS JOIN LATERAL (SELECT DISTINCT unnest(m.offices) AS role) held
WHERE m.offices <> '{}';
UPDATE profiles_membership SET offices = '{}' WHERE end_date IS NOT NULL AND offices <> '{}';
SET CONSTRAINTS ALL IMMEDIATE;
"""
# What a membership says of its login where no one said it: its email and since when it is used.
# The functions run as their owner, so that row-level security hides nothing from them.
MEMBERSHIP_LOGIN = """
CREATE FUNCTION mentornet_membership_login() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.address = '' OR NEW.joined_at IS NULL THEN
        SELECT COALESCE(NULLIF(NEW.address, ''), lower(login.email)),
               COALESCE(NEW.joined_at, login.activated_at)
        INTO NEW.address, NEW.joined_at
        FROM profiles_user login WHERE login.id = NEW.user_id;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER membership_login BEFORE INSERT ON profiles_membership
    FOR EACH ROW EXECUTE FUNCTION mentornet_membership_login();
CREATE OR REPLACE FUNCTION mentornet_login_touch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE profiles_membership SET joined_at = NEW.activated_at
    WHERE user_id = NEW.id AND joined_at IS NULL;
    RETURN NULL;
END
$$;
DROP TRIGGER login_touch ON profiles_user;
CREATE TRIGGER login_touch AFTER UPDATE OF activated_at ON profiles_user
    FOR EACH ROW WHEN (
        OLD.activated_at IS NULL AND NEW.activated_at IS NOT NULL
    ) EXECUTE FUNCTION mentornet_login_touch();
"""

DROP_MEMBERSHIP_LOGIN = """
DROP TRIGGER membership_login ON profiles_membership;
DROP FUNCTION mentornet_membership_login();
CREATE OR REPLACE FUNCTION mentornet_login_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE profiles_membership SET updated_at = now() WHERE user_id = NEW.id;
    RETURN NULL;
END
$$;
DROP TRIGGER login_touch ON profiles_user;
CREATE TRIGGER login_touch AFTER UPDATE OF email, activated_at ON profiles_user
    FOR EACH ROW WHEN (
        OLD.email IS DISTINCT FROM NEW.email
        OR OLD.activated_at IS DISTINCT FROM NEW.activated_at
    ) EXECUTE FUNCTION mentornet_login_touch();
"""

# Whether a login serves institutions other than one: the only question that is asked across them.
LOGINS_ELSEWHERE = """
CREATE FUNCTION mentornet_logins_elsewhere(logins uuid[], here uuid)
RETURNS TABLE (login uuid, has_current boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT user_id, bool_or(end_date IS NULL) FROM profiles_membership
    WHERE user_id = ANY(logins) AND institution_id <> here GROUP BY user_id
$$
"""

DROP_LOGINS_ELSEWHERE = "DROP FUNCTION mentornet_logins_elsewhere(uuid[], uuid)"

FILL_ADDRESSES = """
ALTER TABLE profiles_membership DISABLE TRIGGER membership_touch;
UPDATE profiles_membership m SET address = lower(u.email), joined_at = u.activated_at
FROM profiles_user u WHERE u.id = m.user_id AND m.address = '';
ALTER TABLE profiles_membership ENABLE TRIGGER membership_touch;
"""

# Emails that someone gave up lately, wherever: they are not handed on at once.
ADDRESSES_GIVEN_UP = """
CREATE FUNCTION mentornet_addresses_given_up(addresses text[], since timestamptz)
RETURNS TABLE (address text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT old_address FROM profiles_addressclaim
    WHERE old_address = ANY(addresses) AND state IN ('confirmed', 'taken_over')
        AND decided_at > since
$$
"""

DROP_ADDRESSES_GIVEN_UP = "DROP FUNCTION mentornet_addresses_given_up(text[], timestamptz)"

# Whom words find at the institution for which SQL is run, best match first, then by name. Full text
# is no condition that PostgreSQL tries before a policy; asked here, as the owner of the table, it uses
# the index, and the function asks itself whose people they may be.
PEOPLE_FOUND = """
CREATE OR REPLACE FUNCTION mentornet_people_found(query tsquery) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 1000 AS $$
    SELECT id FROM profiles_membership
    WHERE search @@ query AND end_date IS NULL
        AND institution_id = NULLIF(current_setting('mentornet.institution', true), '')::uuid
    ORDER BY ts_rank(search, query) DESC, sort_key, id
$$
"""

# Whose name or email changed, by whatever statement, is to be indexed again (see people/names/domain.py).
# Indexing is no change of the person: a sync does not see it.
NAME_CHANGED = """
CREATE FUNCTION mentornet_name_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.sort_key := '';
    RETURN NEW;
END
$$;
CREATE TRIGGER membership_name_changed
    BEFORE UPDATE OF given_name, family_name, address ON profiles_membership
    FOR EACH ROW WHEN (
        OLD.given_name IS DISTINCT FROM NEW.given_name
        OR OLD.family_name IS DISTINCT FROM NEW.family_name
        OR OLD.address IS DISTINCT FROM NEW.address
    ) EXECUTE FUNCTION mentornet_name_changed();
CREATE OR REPLACE FUNCTION mentornet_membership_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.sort_key <> '' AND NEW.sort_key <> OLD.sort_key THEN
        RETURN NEW;
    END IF;
    NEW.updated_at := now();
    RETURN NEW;
END
$$;
"""

DROP_NAME_CHANGED = """
CREATE OR REPLACE FUNCTION mentornet_membership_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;
DROP TRIGGER membership_name_changed ON profiles_membership;
DROP FUNCTION mentornet_name_changed();
"""
