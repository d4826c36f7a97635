-- Gives mentornet_owner the tables, sequences, views and functions of a database that one role made.
-- Run it once in that database, as a superuser or as that role (which must be a member of
-- mentornet_owner); see docs/operation.md. Extensions stay whose they are.
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT relname, relkind FROM pg_class
        WHERE relnamespace = 'public'::regnamespace
            AND relkind IN ('r', 'p', 'v', 'm')
            AND relowner <> 'mentornet_owner'::regrole
            AND NOT EXISTS (
                SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e'
            )
    LOOP
        EXECUTE format('ALTER TABLE public.%I OWNER TO mentornet_owner', found.relname);
    END LOOP;
    -- Those of a column went with their table.
    FOR found IN
        SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace
            AND relkind = 'S'
            AND relowner <> 'mentornet_owner'::regrole
            AND NOT EXISTS (
                SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype IN ('a', 'i', 'e')
            )
    LOOP
        EXECUTE format('ALTER SEQUENCE public.%I OWNER TO mentornet_owner', found.relname);
    END LOOP;
    FOR found IN
        SELECT oid::regprocedure AS signature FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
            AND proowner <> 'mentornet_owner'::regrole
            AND NOT EXISTS (
                SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e'
            )
    LOOP
        EXECUTE format('ALTER ROUTINE %s OWNER TO mentornet_owner', found.signature);
    END LOOP;
END
$$;
