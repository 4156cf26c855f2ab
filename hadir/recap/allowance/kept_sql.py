"""SQL that keeps confirmed rulings as they were confirmed, whoever asks: lines point at them for ever."""

from __future__ import annotations

CREATE = """
CREATE FUNCTION hadir_keep_confirmed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'confirmed' AND (
        TG_OP = 'DELETE' OR to_jsonb(NEW) - 'valid_to' <> to_jsonb(OLD) - 'valid_to'
        OR NEW.valid_to IS NULL AND OLD.valid_to IS NOT NULL OR NEW.valid_to > OLD.valid_to
    ) THEN
        RAISE EXCEPTION 'row % of % is confirmed: % refused', OLD.id, TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE FUNCTION hadir_keep_parts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
    state text;
BEGIN
    EXECUTE format('SELECT status FROM %I WHERE id = $1', TG_ARGV[0])
        INTO state USING (part ->> TG_ARGV[1])::bigint;
    IF state IS DISTINCT FROM 'draft' AND (TG_OP <> 'DELETE' OR state IS NOT NULL) THEN
        RAISE EXCEPTION 'part of % % is no draft: % refused', TG_ARGV[0], part ->> TG_ARGV[1], TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER recap_rule_set_kept BEFORE UPDATE OR DELETE ON recap_allowanceruleset
    FOR EACH ROW EXECUTE FUNCTION hadir_keep_confirmed();
CREATE TRIGGER recap_base_list_kept BEFORE UPDATE OR DELETE ON recap_allowancebaselist
    FOR EACH ROW EXECUTE FUNCTION hadir_keep_confirmed();
CREATE TRIGGER recap_rule_kept BEFORE INSERT OR UPDATE OR DELETE ON recap_allowancerule
    FOR EACH ROW EXECUTE FUNCTION hadir_keep_parts('recap_allowanceruleset', 'rule_set_id');
CREATE TRIGGER recap_base_kept BEFORE INSERT OR UPDATE OR DELETE ON recap_allowancebase
    FOR EACH ROW EXECUTE FUNCTION hadir_keep_parts('recap_allowancebaselist', 'base_list_id');
"""
DROP = """
DROP TRIGGER recap_base_kept ON recap_allowancebase;
DROP TRIGGER recap_rule_kept ON recap_allowancerule;
DROP TRIGGER recap_base_list_kept ON recap_allowancebaselist;
DROP TRIGGER recap_rule_set_kept ON recap_allowanceruleset;
DROP FUNCTION hadir_keep_parts();
DROP FUNCTION hadir_keep_confirmed();
"""
