-- The second wall: a query that forgets its practice finds nothing. An unset practice is '' and
-- equals no id, so the policies fail closed; FORCE binds the owner of the tables as well.

DO $$
DECLARE named text;
BEGIN
    FOREACH named IN ARRAY ARRAY['practice', 'principal', 'usage', 'mailbox', 'envelope', 'part',
                                 'expired', 'nonce', 'publishing', 'anchor'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', named);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', named);
        EXECUTE format('CREATE POLICY own ON %I USING '
            '(practice = decode(current_setting(''relay.practice'', true), ''hex''))', named);
    END LOOP;
    -- A partition named directly would have no policy of its own; with this it has nobody.
    FOR named IN SELECT inhrelid::regclass::text FROM pg_inherits i
                 JOIN pg_class c ON c.oid = i.inhrelid WHERE c.relkind = 'r' LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', named);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', named);
    END LOOP;
END $$;

-- Before the practice is known, exactly the row of the key or origin in hand can be seen.
CREATE POLICY by_key ON principal FOR SELECT USING
    (key_id = decode(current_setting('relay.key', true), 'hex'));
CREATE POLICY by_origin ON practice FOR SELECT USING
    (page_origin = current_setting('relay.origin', true));

-- The sweeps below run as the owner of the tables: ids of practices, and dead nonces.
CREATE POLICY sweep ON practice FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY sweep ON nonce TO CURRENT_USER USING (true);

CREATE FUNCTION relay_practices() RETURNS SETOF bytea LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp AS 'SELECT practice FROM practice';
CREATE FUNCTION relay_forget_nonces(at timestamptz) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = public, pg_temp AS 'DELETE FROM nonce WHERE forget <= at';

GRANT SELECT, UPDATE (inbox_last) ON practice TO app;
GRANT SELECT, INSERT, DELETE ON principal TO app;
GRANT SELECT, UPDATE (bytes) ON usage TO app;
GRANT SELECT, INSERT, DELETE,
    UPDATE (down_bytes, down_count, up_bytes, up_count, last) ON mailbox TO app;
GRANT SELECT, INSERT, DELETE, UPDATE (number, expires, upload) ON envelope TO app;
GRANT SELECT, INSERT, DELETE ON part TO app;
GRANT SELECT, INSERT, DELETE ON expired TO app;
GRANT SELECT, INSERT ON nonce TO app;
GRANT SELECT, INSERT, UPDATE ON publishing TO app;
-- Append only: the role that runs can neither change nor delete an anchor.
GRANT SELECT, INSERT ON anchor TO app;
