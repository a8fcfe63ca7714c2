-- A practice that came back to earlier keys and changes them again: sheets printed since then name
-- those keys for as long as any others, not until the end of the first time.
-- False if the practice has another key or publishes something else by now.
CREATE OR REPLACE FUNCTION relay_change_key(whom bytea, old_key bytea, new_key bytea, new_public bytea,
    old_bundle bytea, old_digest bytea, new_body bytea, new_digest bytea, new_anchor bytea,
    until timestamptz)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM relay_act_for(whom);
    PERFORM 1 FROM publishing WHERE practice = whom AND digest = old_digest FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    DELETE FROM principal WHERE practice = whom AND key_id = old_key AND mailbox IS NULL;
    IF NOT FOUND THEN RETURN false; END IF;
    INSERT INTO principal VALUES (new_key, whom, NULL, new_public);
    DELETE FROM former WHERE practice = whom AND bundle = old_bundle;
    INSERT INTO former SELECT whom, old_bundle, body, until FROM publishing
        WHERE practice = whom;
    UPDATE publishing SET body = new_body, digest = new_digest, anchor_key = new_anchor
        WHERE practice = whom;
    RETURN true;
END $$;
