-- A practice changes its keys: its request key, what it publishes and the key of its anchors go
-- over in one step, so that no crash leaves it with a key nobody holds.

-- What it published before: sheets handed out until then name it, and pair with it while they last.
CREATE TABLE former (
    practice bytea NOT NULL REFERENCES practice ON DELETE CASCADE,
    bundle bytea NOT NULL CHECK (length(bundle) = 32),
    body bytea NOT NULL,
    forget timestamptz NOT NULL,
    PRIMARY KEY (practice, bundle)
);
ALTER TABLE former ENABLE ROW LEVEL SECURITY;
ALTER TABLE former FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON former USING
    (practice = decode(current_setting('relay.practice', true), 'hex'));
GRANT SELECT, INSERT, DELETE ON former TO app;

-- False if the practice has another key or publishes something else by now.
CREATE FUNCTION relay_change_key(whom bytea, old_key bytea, new_key bytea, new_public bytea,
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
    INSERT INTO former SELECT whom, old_bundle, body, until FROM publishing
        WHERE practice = whom ON CONFLICT DO NOTHING;
    UPDATE publishing SET body = new_body, digest = new_digest, anchor_key = new_anchor
        WHERE practice = whom;
    RETURN true;
END $$;

CREATE FUNCTION relay_forget_former(whom bytea, at timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM relay_act_for(whom);
    DELETE FROM former WHERE practice = whom AND forget <= at;
END $$;
