-- Houses that only archived texts name, by the registered organisation they belong to ("Medtronic Canada").

CREATE INDEX organisation_parent ON organisation (parent) WHERE parent IS NOT NULL;
