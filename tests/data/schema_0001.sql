BEGIN TRANSACTION;
CREATE TABLE account (
	id INTEGER NOT NULL, 
	source VARCHAR NOT NULL, 
	started DATETIME NOT NULL, 
	finished DATETIME NOT NULL, 
	outcome VARCHAR NOT NULL, 
	announced INTEGER NOT NULL, 
	new INTEGER NOT NULL, 
	known INTEGER NOT NULL, 
	seeded INTEGER NOT NULL, 
	excluded JSON NOT NULL, 
	failed JSON NOT NULL, 
	error VARCHAR NOT NULL, 
	notes JSON NOT NULL, 
	alarms JSON NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "account" VALUES(1,'seed:mine.toml','2026-11-16 06:17:00.000000','2026-11-16 06:17:00.000000','done',1,0,0,1,'{}','{}','','[]','[]');
INSERT INTO "account" VALUES(2,'pubmed','2026-11-16 06:17:00.000000','2026-11-16 06:17:00.000000','done',2,2,0,0,'{}','{}','','[]','[]');
INSERT INTO "account" VALUES(3,'Feed','2026-11-16 06:17:00.000000','2026-11-16 06:17:00.000000','done',1,1,0,0,'{}','{}','','[]','[]');
INSERT INTO "account" VALUES(4,'Feed','2026-11-16 06:17:00.000000','2026-11-16 06:17:00.000000','done',1,0,1,0,'{}','{}','','[]','[]');
INSERT INTO "account" VALUES(5,'News wire','2026-11-16 06:17:00.000000','2026-11-16 06:17:00.000000','done',1,1,0,0,'{}','{}','','[]','[]');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE cursor (
	source VARCHAR NOT NULL, 
	state VARCHAR, 
	moved DATETIME, 
	not_before DATETIME, 
	PRIMARY KEY (source)
);
INSERT INTO "cursor" VALUES('seed:mine.toml','c1','2026-11-16 06:17:00.000000',NULL);
INSERT INTO "cursor" VALUES('pubmed','c1','2026-11-16 06:17:00.000000',NULL);
INSERT INTO "cursor" VALUES('Feed','c1','2026-11-16 06:17:00.000000',NULL);
INSERT INTO "cursor" VALUES('News wire','c1','2026-11-16 06:17:00.000000',NULL);
CREATE TABLE delivery (
	id INTEGER NOT NULL, 
	edition_key DATE NOT NULL, 
	recipient VARCHAR NOT NULL, 
	resend INTEGER NOT NULL, 
	message_id VARCHAR NOT NULL, 
	message BLOB NOT NULL, 
	state VARCHAR NOT NULL, 
	attempts INTEGER NOT NULL, 
	phase VARCHAR NOT NULL, 
	code INTEGER NOT NULL, 
	text VARCHAR NOT NULL, 
	changed DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(edition_key) REFERENCES edition ("key"), 
	UNIQUE (edition_key, recipient, resend), 
	UNIQUE (message_id)
);
CREATE TABLE edition (
	"key" DATE NOT NULL, 
	number INTEGER NOT NULL, 
	frozen DATETIME NOT NULL, 
	rules VARCHAR NOT NULL, 
	items INTEGER NOT NULL, 
	snapshot VARCHAR NOT NULL, 
	PRIMARY KEY ("key"), 
	UNIQUE (number)
);
CREATE TABLE identifier (
	scheme VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	work_id INTEGER NOT NULL, 
	PRIMARY KEY (scheme, value), 
	FOREIGN KEY(work_id) REFERENCES work (id)
);
INSERT INTO "identifier" VALUES('doi','10.5555/s',1);
INSERT INTO "identifier" VALUES('pmid','1',2);
INSERT INTO "identifier" VALUES('doi','10.5555/a',2);
INSERT INTO "identifier" VALUES('pmid','2',3);
INSERT INTO "identifier" VALUES('doi','10.5555/x',4);
INSERT INTO "identifier" VALUES('guid','News wire a',5);
CREATE TABLE label (
	work_id INTEGER NOT NULL, 
	topic VARCHAR NOT NULL, 
	score FLOAT NOT NULL, 
	reason VARCHAR NOT NULL, 
	rules VARCHAR NOT NULL, 
	PRIMARY KEY (work_id, topic), 
	FOREIGN KEY(work_id) REFERENCES work (id)
);
INSERT INTO "label" VALUES(1,'cardio',0.9,'pericarditis in the title','r1');
INSERT INTO "label" VALUES(2,'cardio',0.9,'pericarditis in the title','r1');
INSERT INTO "label" VALUES(3,'cardio',0.9,'pericarditis in the title','r1');
INSERT INTO "label" VALUES(4,'cardio',0.9,'pericarditis in the title','r1');
INSERT INTO "label" VALUES(5,'cardio',0.9,'pericarditis in the title','r1');
CREATE TABLE link (
	work_id INTEGER NOT NULL, 
	other_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	PRIMARY KEY (work_id, other_id, kind), 
	FOREIGN KEY(other_id) REFERENCES work (id), 
	FOREIGN KEY(work_id) REFERENCES work (id)
);
INSERT INTO "link" VALUES(5,3,'news_about','names Aksenova and The Invented Journal of Medicine');
CREATE TABLE "match" (
	id INTEGER NOT NULL, 
	work_id INTEGER NOT NULL, 
	term VARCHAR NOT NULL, 
	spelling VARCHAR NOT NULL, 
	"where" VARCHAR NOT NULL, 
	part INTEGER NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(work_id) REFERENCES work (id)
);
INSERT INTO "match" VALUES(1,1,'IL-1RA','Anakinra','title',0,0,8);
INSERT INTO "match" VALUES(2,2,'IL-1RA','Anakinra','title',0,0,8);
INSERT INTO "match" VALUES(3,3,'IL-1RA','Anakinra','title',0,0,8);
INSERT INTO "match" VALUES(4,4,'IL-1RA','Anakinra','title',0,0,8);
INSERT INTO "match" VALUES(5,5,'IL-1RA','Anakinra','title',0,0,8);
CREATE TABLE notice (
	record_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	scheme VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	citation VARCHAR NOT NULL, 
	first_seen DATETIME NOT NULL, 
	edition_key DATE, 
	PRIMARY KEY (record_id, kind, scheme, value), 
	FOREIGN KEY(edition_key) REFERENCES edition ("key"), 
	FOREIGN KEY(record_id) REFERENCES record (id)
);
CREATE TABLE pointer (
	work_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	scheme VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	outward BOOLEAN NOT NULL, 
	PRIMARY KEY (work_id, kind, scheme, value), 
	FOREIGN KEY(work_id) REFERENCES work (id)
);
CREATE TABLE record (
	id INTEGER NOT NULL, 
	source VARCHAR NOT NULL, 
	source_id VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	door VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	rules VARCHAR NOT NULL, 
	work_id INTEGER, 
	title_key VARCHAR NOT NULL, 
	author_key VARCHAR NOT NULL, 
	data VARCHAR NOT NULL, 
	first_seen DATETIME NOT NULL, 
	last_seen DATETIME NOT NULL, 
	withdrawn DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(work_id) REFERENCES work (id), 
	UNIQUE (source, source_id)
);
INSERT INTO "record" VALUES(1,'seed:mine.toml','s1',1,'seeded','admitted as a seed','r1',1,'interleukin 1 receptor antagonist deficiency an invented twin','sampleton','{"source":"seed:mine.toml","source_id":"s1","title":{"text":"Interleukin-1 receptor antagonist deficiency, an invented twin"},"authors":[["Sampleton","Ann","A","",[],""]],"journal":["The Invented Journal of Medicine","Inv J Med",[],"","",""],"dates":[["issue",[2026,11,12,""]]],"identifiers":[["doi","10.5555/s"]]}','2026-11-16 06:17:00.000000','2026-11-16 06:17:00.000000',NULL);
INSERT INTO "record" VALUES(2,'pubmed','1',1,'new','not held under any name','r1',2,'anakinra in the treatment of invented recurrent pericarditis','sampleton','{"source":"pubmed","source_id":"1","title":{"text":"Anakinra in the treatment of invented recurrent pericarditis"},"authors":[["Sampleton","Ann","A","",[],""]],"journal":["The Invented Journal of Medicine","Inv J Med",[],"","",""],"dates":[["issue",[2026,11,12,""]]],"identifiers":[["pmid","1"],["doi","10.5555/a"]]}','2026-11-16 06:17:00.000000','2026-11-16 06:17:00.000000',NULL);
INSERT INTO "record" VALUES(3,'pubmed','2',1,'new','not held under any name','r1',3,'canakinumab for an invented crystal disease of the joints','aksenova','{"source":"pubmed","source_id":"2","title":{"text":"Canakinumab for an invented crystal disease of the joints"},"authors":[["Aksenova","Ann","A","",[],""]],"journal":["The Invented Journal of Medicine","Inv J Med",[],"","",""],"dates":[["issue",[2026,11,12,""]]],"identifiers":[["pmid","2"]]}','2026-11-16 06:17:00.000000','2026-11-16 06:17:00.000000',NULL);
INSERT INTO "record" VALUES(4,'Feed','x',1,'new','not held under any name','r1',4,'anakinra in the treatment of invented recurrent pericarditis','','{"source":"Feed","source_id":"x","title":{"text":"Anakinra in the treatment of invented recurrent pericarditis"},"journal":["The Invented Journal of Medicine","Inv J Med",[],"","",""],"dates":[["issue",[2026,11,12,""]]],"identifiers":[["doi","10.5555/x"]]}','2026-11-16 06:17:00.000000','2026-11-16 06:17:00.000000',NULL);
INSERT INTO "record" VALUES(5,'Feed','g',1,'known','same doi:10.5555/a, same title, authors agree','r1',2,'anakinra in the treatment of invented recurrent pericarditis','sampleton','{"source":"Feed","source_id":"g","title":{"text":"Anakinra in the treatment of invented recurrent pericarditis"},"authors":[["Sampleton","Ann","A","",[],""]],"journal":["The Invented Journal of Medicine","Inv J Med",[],"","",""],"dates":[["issue",[2026,11,12,""]]],"identifiers":[["doi","10.5555/a"]]}','2026-11-16 06:17:00.000000','2026-11-16 06:17:00.000000',NULL);
INSERT INTO "record" VALUES(6,'News wire','a',1,'new','not held under any name','r1',5,'','','{"source":"News wire","source_id":"a","title":{"text":"Joints calmed"},"form":"news","abstract":[{"text":{"text":"Anna Aksenova and colleagues report in the Invented Journal of Medicine this week."}}],"dates":[["issue",[2026,11,18,""]]],"identifiers":[["guid","News wire a"]]}','2026-11-16 06:17:00.000000','2026-11-16 06:17:00.000000',NULL);
CREATE TABLE unread (
	source VARCHAR NOT NULL, 
	source_id VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	body BLOB NOT NULL, 
	first_seen DATETIME NOT NULL, 
	last_seen DATETIME NOT NULL, 
	PRIMARY KEY (source, source_id)
);
CREATE TABLE work (
	id INTEGER NOT NULL, 
	first_seen DATETIME NOT NULL, 
	seeded BOOLEAN NOT NULL, 
	best_record INTEGER, 
	centrality VARCHAR NOT NULL, 
	centrality_reason VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	organisms JSON NOT NULL, 
	retracted BOOLEAN NOT NULL, 
	edition_key DATE, 
	PRIMARY KEY (id), 
	FOREIGN KEY(edition_key) REFERENCES edition ("key")
);
INSERT INTO "work" VALUES(1,'2026-11-16 06:17:00.000000',1,1,'core','in the title','trial','[]',0,NULL);
INSERT INTO "work" VALUES(2,'2026-11-16 06:17:00.000000',0,2,'core','in the title','trial','[]',0,NULL);
INSERT INTO "work" VALUES(3,'2026-11-16 06:17:00.000000',0,3,'core','in the title','trial','[]',0,NULL);
INSERT INTO "work" VALUES(4,'2026-11-16 06:17:00.000000',0,4,'core','in the title','trial','[]',0,NULL);
INSERT INTO "work" VALUES(5,'2026-11-16 06:17:00.000000',0,6,'core','in the title','trial','[]',0,NULL);
CREATE INDEX ix_account_finished ON account (finished);
CREATE INDEX ix_account_source ON account (source);
CREATE INDEX ix_delivery_state ON delivery (state);
CREATE INDEX ix_work_edition_key ON work (edition_key);
CREATE INDEX ix_work_seeded ON work (seeded);
CREATE INDEX ix_identifier_work_id ON identifier (work_id);
CREATE INDEX ix_match_work_id ON "match" (work_id);
CREATE INDEX ix_pointer_target ON pointer (scheme, value);
CREATE INDEX ix_record_author_key ON record (author_key);
CREATE INDEX ix_record_title_key ON record (title_key);
CREATE INDEX ix_record_work_id ON record (work_id);
CREATE INDEX ix_notice_target ON notice (scheme, value);
COMMIT;
