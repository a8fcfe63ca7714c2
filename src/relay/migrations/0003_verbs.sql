-- What the relay does in one step, so that a crash leaves all of it or nothing.
-- Lock order everywhere: mailbox, usage, practice.

CREATE FUNCTION relay_act_for(whom bytea) RETURNS void LANGUAGE sql AS
    $$ SELECT set_config('relay.practice', encode(whom, 'hex'), true) $$;

-- Whose key is this? Nothing for an unknown key or an expired mailbox.
CREATE FUNCTION relay_identify(of_key bytea, from_origin text, at timestamptz)
RETURNS TABLE (practice bytea, mailbox bytea, public_key bytea, origin_ok boolean)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE found_row principal%ROWTYPE;
BEGIN
    PERFORM set_config('relay.key', encode(of_key, 'hex'), true);
    SELECT * INTO found_row FROM principal WHERE key_id = of_key;
    IF NOT FOUND THEN RETURN; END IF;
    PERFORM relay_act_for(found_row.practice);
    IF found_row.mailbox IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM mailbox m WHERE m.practice = found_row.practice
            AND m.mailbox = found_row.mailbox AND (m.expires IS NULL OR m.expires > at)
    ) THEN RETURN; END IF;
    RETURN QUERY SELECT found_row.practice, found_row.mailbox, found_row.public_key,
        from_origin IS NULL OR p.page_origin IS NOT DISTINCT FROM from_origin
        FROM practice p WHERE p.practice = found_row.practice;
END $$;

-- True once per nonce. Losing the last half second of these in a power cut is harmless: every
-- request can be repeated without effect, so this need not wait for the disk.
CREATE FUNCTION relay_first_use(whom bytea, of_key bytea, once bytea, until timestamptz)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM relay_act_for(whom), set_config('synchronous_commit', 'off', true);
    INSERT INTO nonce VALUES (whom, of_key, once, until) ON CONFLICT DO NOTHING;
    RETURN FOUND;
END $$;

CREATE FUNCTION relay_room(whom bytea, in_box bytea, upward boolean, size int, at timestamptz)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE box mailbox%ROWTYPE;
BEGIN
    PERFORM relay_act_for(whom);
    SELECT * INTO box FROM mailbox WHERE practice = whom AND mailbox = in_box
        AND (expires IS NULL OR expires > at);
    IF NOT FOUND THEN RETURN 'absent'; END IF;
    IF (CASE WHEN upward THEN box.up_count ELSE box.down_count END) >= box.max_envelopes
        OR (CASE WHEN upward THEN box.up_bytes ELSE box.down_bytes END) + size > box.max_bytes
        OR (SELECT sum(bytes) FROM usage WHERE practice = whom) + size
            > (SELECT quota_bytes FROM practice WHERE practice = whom)
    THEN RETURN 'full'; END IF;
    RETURN CASE WHEN box.pairing THEN 'pairing' ELSE 'room' END;
END $$;

CREATE FUNCTION relay_count(whom bytea, in_box bytea, upward boolean, size int, sign int)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- A pairing mailbox counts envelopes for its whole life: twenty, fetched or not.
    UPDATE mailbox SET
        up_bytes = up_bytes + CASE WHEN upward THEN sign * size ELSE 0 END,
        down_bytes = down_bytes + CASE WHEN upward THEN 0 ELSE sign * size END,
        up_count = up_count + CASE WHEN upward AND (sign > 0 OR NOT pairing) THEN sign ELSE 0 END,
        down_count = down_count
            + CASE WHEN NOT upward AND (sign > 0 OR NOT pairing) THEN sign ELSE 0 END
        WHERE practice = whom AND mailbox = in_box;
    UPDATE usage SET bytes = bytes + sign * size
        WHERE practice = whom AND slot = get_byte(in_box, 0) % 16;
END $$;

-- The number rises in the order of commits, since the row that gives it stays locked until then.
CREATE FUNCTION relay_number(whom bytea, in_box bytea, upward boolean)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE given bigint;
BEGIN
    IF upward THEN
        UPDATE practice SET inbox_last = inbox_last + 1 WHERE practice = whom
            RETURNING inbox_last INTO given;
    ELSE
        UPDATE mailbox SET last = last + 1 WHERE practice = whom AND mailbox = in_box
            RETURNING last INTO given;
    END IF;
    RETURN given;
END $$;

-- Store a whole envelope, or (content NULL) make room for one that arrives in parts.
CREATE FUNCTION relay_put(whom bytea, in_box bytea, upward boolean, id bytea, size int,
    hash bytea, at timestamptz, until timestamptz, content bytea, part_of bytea)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE old envelope%ROWTYPE; room text;
BEGIN
    PERFORM relay_act_for(whom);
    PERFORM 1 FROM mailbox WHERE practice = whom AND mailbox = in_box FOR NO KEY UPDATE;
    SELECT * INTO old FROM envelope WHERE practice = whom AND envelope = id;
    IF FOUND THEN
        IF old.mailbox <> in_box OR old.up <> upward OR old.digest <> hash
            OR old.length <> size THEN RETURN 'differs'; END IF;
        IF old.number IS NOT NULL THEN RETURN 'same'; END IF;
        UPDATE envelope SET upload = part_of, expires = until
            WHERE practice = whom AND envelope = id;
        RETURN 'begun';
    END IF;
    room := relay_room(whom, in_box, upward, size, at);
    IF room IN ('absent', 'full') THEN RETURN room; END IF;
    PERFORM relay_count(whom, in_box, upward, size, 1);
    INSERT INTO envelope VALUES (whom, id, in_box, upward,
        CASE WHEN content IS NULL THEN NULL ELSE relay_number(whom, in_box, upward) END,
        size, hash, until, part_of, content);
    RETURN CASE WHEN content IS NULL THEN 'begun' ELSE 'stored' END;
END $$;

-- All parts are there and their digest is right; false if another upload took over.
CREATE FUNCTION relay_finish(whom bytea, id bytea, part_of bytea, until timestamptz)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE found_row envelope%ROWTYPE;
BEGIN
    PERFORM relay_act_for(whom);
    PERFORM 1 FROM mailbox m JOIN envelope e USING (practice, mailbox)
        WHERE practice = whom AND e.envelope = id FOR NO KEY UPDATE OF m;
    SELECT * INTO found_row FROM envelope WHERE practice = whom AND envelope = id
        AND upload = part_of AND number IS NULL FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    DELETE FROM part WHERE practice = whom AND envelope = id AND upload <> part_of;
    UPDATE envelope SET number = relay_number(whom, found_row.mailbox, found_row.up),
        expires = until WHERE practice = whom AND envelope = id;
    RETURN true;
END $$;

-- Delete one envelope and give its room back; in_box NULL means the practice's inbox.
CREATE FUNCTION relay_drop(whom bytea, in_box bytea, upward boolean, id bytea, part_of bytea)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE box bytea; size int;
BEGIN
    PERFORM relay_act_for(whom);
    SELECT mailbox INTO box FROM envelope WHERE practice = whom AND envelope = id AND up = upward
        AND (in_box IS NULL OR mailbox = in_box)
        AND (part_of IS NULL OR (upload = part_of AND number IS NULL));
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM 1 FROM mailbox WHERE practice = whom AND mailbox = box FOR NO KEY UPDATE;
    DELETE FROM envelope WHERE practice = whom AND envelope = id RETURNING length INTO size;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM relay_count(whom, box, upward, size, -1);
    RETURN true;
END $$;

-- Close a mailbox with everything in it; its key opens nothing from this commit on.
CREATE FUNCTION relay_close(whom bytea, box bytea) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE size bigint;
BEGIN
    PERFORM relay_act_for(whom);
    DELETE FROM mailbox WHERE practice = whom AND mailbox = box
        RETURNING up_bytes + down_bytes INTO size;
    IF NOT FOUND THEN RETURN false; END IF;
    DELETE FROM principal WHERE practice = whom AND mailbox = box;
    UPDATE usage SET bytes = bytes - size
        WHERE practice = whom AND slot = get_byte(box, 0) % 16;
    RETURN true;
END $$;

-- One practice's dead rows: expired envelopes are reported before they go.
CREATE FUNCTION relay_expire(whom bytea, at timestamptz, report_until timestamptz)
RETURNS int LANGUAGE plpgsql AS $$
DECLARE dead record; gone int := 0;
BEGIN
    PERFORM relay_act_for(whom);
    FOR dead IN SELECT * FROM envelope WHERE practice = whom AND expires <= at
                ORDER BY expires LIMIT 1000 LOOP
        IF dead.number IS NOT NULL THEN
            INSERT INTO expired (practice, envelope, mailbox, length, forget)
                VALUES (whom, dead.envelope, dead.mailbox, dead.length, report_until);
        END IF;
        PERFORM relay_drop(whom, dead.mailbox, dead.up, dead.envelope, NULL);
        gone := gone + 1;
    END LOOP;
    PERFORM relay_close(whom, mailbox) FROM mailbox WHERE practice = whom AND expires <= at;
    DELETE FROM expired WHERE practice = whom AND forget <= at;
    RETURN gone;
END $$;
