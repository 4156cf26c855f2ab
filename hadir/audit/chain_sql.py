"""SQL of the hash chain: the database links every new entry to the one before, so that no program can leave it out.

`seq` and `at` are the database's too: numbers without gaps in the order of commit, and a time that no caller can
back-date. The lock is taken at the insert and held to the end of the transaction, which is why services write their
entry last. It is an advisory lock, not a row: a head row updated 50,000 times in one import would be 50,000 dead
versions to walk through. The function reads with its owner's rights: who may not read the log must still continue it.
"""

from __future__ import annotations

CREATE_FUNCTIONS = """
CREATE FUNCTION hadir_audit_payload(e audit_auditentry) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'seq', e.seq,
        'at', to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'actor', e.actor_label, 'actor_id', e.actor_id, 'action', e.action, 'right', e."right",
        'subject', e.subject, 'unit', e.unit_id, 'detail', e.detail, 'before', e.before, 'after', e.after
    )::text
$$;
CREATE FUNCTION hadir_audit_link(prev bytea, payload text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(prev || sha256(convert_to(payload, 'UTF8')))
$$;
CREATE FUNCTION hadir_audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT SET enable_seqscan = off AS $$
DECLARE
    last record;
BEGIN
    PERFORM pg_advisory_xact_lock(x'6861646972617564'::bigint);
    SELECT e.seq, e.hash INTO last FROM audit_auditentry e ORDER BY e.seq DESC LIMIT 1;
    NEW.seq := coalesce(last.seq, 0) + 1;
    NEW.at := clock_timestamp();
    NEW.prev_hash := coalesce(last.hash, decode(repeat('00', 32), 'hex'));
    NEW.payload := hadir_audit_payload(NEW);
    NEW.hash := hadir_audit_link(NEW.prev_hash, NEW.payload);
    RETURN NEW;
END
$$;
"""
DROP_FUNCTIONS = """
DROP FUNCTION hadir_audit_chain();
DROP FUNCTION hadir_audit_link(bytea, text);
DROP FUNCTION hadir_audit_payload(audit_auditentry);
"""

# Entries from before the chain, in the order of their numbers, with the times they have.
CHAIN_EXISTING = """
ALTER TABLE audit_auditentry DISABLE TRIGGER USER;
DO $$
DECLARE
    one audit_auditentry;
    number bigint := 0;
    previous bytea := decode(repeat('00', 32), 'hex');
BEGIN
    FOR one IN SELECT * FROM audit_auditentry ORDER BY id LOOP
        number := number + 1;
        one.seq := number;
        one.payload := hadir_audit_payload(one);
        UPDATE audit_auditentry SET seq = number, prev_hash = previous, payload = one.payload,
            hash = hadir_audit_link(previous, one.payload) WHERE id = one.id RETURNING hash INTO previous;
    END LOOP;
END
$$;
ALTER TABLE audit_auditentry ENABLE TRIGGER USER;
"""

ATTACH = """
CREATE TRIGGER audit_auditentry_chain BEFORE INSERT ON audit_auditentry
    FOR EACH ROW EXECUTE FUNCTION hadir_audit_chain();
"""
DETACH = "DROP TRIGGER audit_auditentry_chain ON audit_auditentry;"

# Rows whose columns, which pages show, no longer say what the chained text says.
DIFFERING = """
SELECT e.seq, e.action, e.subject FROM audit_auditentry e
WHERE e.seq BETWEEN %s AND %s AND e.payload <> hadir_audit_payload(e) ORDER BY e.seq
"""
