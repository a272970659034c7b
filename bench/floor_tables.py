"""The tables of the floor, and the statements that are longer than a few lines."""

ITEMS, CUSTOMERS = 300, 200

TABLES = f"""
CREATE TABLE customer (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE item (id int PRIMARY KEY, price numeric(12, 2) NOT NULL, cost numeric(12, 2) NOT NULL);
CREATE TABLE balance (
    item_id int NOT NULL REFERENCES item, place int NOT NULL, on_hand numeric(16, 3) NOT NULL,
    reserved numeric(16, 3) NOT NULL DEFAULT 0, PRIMARY KEY (item_id, place),
    CHECK (on_hand >= 0), CHECK (reserved >= 0), CHECK (reserved <= on_hand));
CREATE TABLE sale (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id int NOT NULL REFERENCES customer,
    number text NOT NULL UNIQUE, state text NOT NULL DEFAULT 'draft', total numeric(14, 2) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX ON sale (customer_id);
CREATE INDEX ON sale (created_at);
CREATE TABLE sale_line (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sale_id bigint NOT NULL REFERENCES sale,
    item_id int NOT NULL REFERENCES item, quantity numeric(16, 3) NOT NULL, price numeric(12, 2) NOT NULL);
CREATE INDEX ON sale_line (sale_id);
CREATE INDEX ON sale_line (item_id);
CREATE TABLE move (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, line_id bigint NOT NULL REFERENCES sale_line,
    item_id int NOT NULL REFERENCES item, quantity numeric(16, 3) NOT NULL, source int NOT NULL, target int NOT NULL,
    moved_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX ON move (line_id);
CREATE INDEX ON move (item_id, moved_at);
CREATE TABLE invoice (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sale_id bigint NOT NULL REFERENCES sale,
    number text NOT NULL UNIQUE, total numeric(14, 2) NOT NULL, issued_on date NOT NULL DEFAULT current_date);
CREATE INDEX ON invoice (sale_id);
CREATE TABLE entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, invoice_id bigint NOT NULL REFERENCES invoice,
    number text NOT NULL UNIQUE, posted_on date NOT NULL DEFAULT current_date);
CREATE INDEX ON entry (invoice_id);
CREATE TABLE entry_line (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, entry_id bigint NOT NULL REFERENCES entry,
    account int NOT NULL, debit numeric(14, 2) NOT NULL, credit numeric(14, 2) NOT NULL);
CREATE INDEX ON entry_line (entry_id);
CREATE INDEX ON entry_line (account);
CREATE SEQUENCE sale_number;
CREATE SEQUENCE invoice_number;
CREATE SEQUENCE entry_number;
INSERT INTO customer SELECT n, 'Customer ' || n FROM generate_series(1, {CUSTOMERS}) n;
INSERT INTO item SELECT n, 10, 6 FROM generate_series(0, {ITEMS}) n;
INSERT INTO balance SELECT id, 1, CASE WHEN id = 0 THEN 0 ELSE 1e9 END FROM item;
"""

# Locked in order of item, then guarded: what is short is not counted among the rows touched.
RESERVE = """
WITH wanted AS (
    SELECT b.item_id, w.quantity FROM balance b
    JOIN unnest(%s::int[], %s::numeric[]) w (item_id, quantity) USING (item_id)
    WHERE b.place = 1 ORDER BY b.item_id FOR NO KEY UPDATE OF b
)
UPDATE balance b SET reserved = b.reserved + w.quantity FROM wanted w
WHERE b.item_id = w.item_id AND b.place = 1 AND b.on_hand - b.reserved >= w.quantity
"""

# In a batch nothing stays reserved: what is free is taken at once, in the same order and under the same guard.
TAKE_FREE = """
WITH wanted AS (
    SELECT b.item_id, w.quantity FROM balance b
    JOIN unnest(%s::int[], %s::numeric[]) w (item_id, quantity) USING (item_id)
    WHERE b.place = 1 ORDER BY b.item_id FOR NO KEY UPDATE OF b
)
UPDATE balance b SET on_hand = b.on_hand - w.quantity FROM wanted w
WHERE b.item_id = w.item_id AND b.place = 1 AND b.on_hand - b.reserved >= w.quantity
"""

WHOLE_BATCH = """
WITH given AS (
    SELECT nextval('sale_number') AS number, * FROM unnest(%s::int[], %s::numeric[]) WITH ORDINALITY
        AS g (customer_id, total, n)
), sales AS (
    INSERT INTO sale (customer_id, number, state, total) SELECT customer_id, 'SO' || number, 'done', total
    FROM given ORDER BY n RETURNING id, number, total
), known AS (SELECT s.id, s.total, g.n FROM sales s JOIN given g ON s.number = 'SO' || g.number),
lines AS (
    INSERT INTO sale_line (sale_id, item_id, quantity, price)
    SELECT k.id, l.item_id, l.quantity, %s FROM unnest(%s::int[], %s::int[], %s::numeric[]) l (n, item_id, quantity)
    JOIN known k USING (n) RETURNING id, item_id, quantity
), moves AS (
    INSERT INTO move (line_id, item_id, quantity, source, target)
    SELECT l.id, l.item_id, l.quantity, w.source, w.source + 1 FROM lines l, (VALUES (1), (2)) w (source)
), invoices AS (
    INSERT INTO invoice (sale_id, number, total) SELECT id, 'INV' || nextval('invoice_number'), total FROM sales
    RETURNING id, total
), entries AS (
    INSERT INTO entry (invoice_id, number) SELECT id, 'J' || nextval('entry_number') FROM invoices
    RETURNING id, invoice_id
)
INSERT INTO entry_line (entry_id, account, debit, credit)
SELECT e.id, s.account, s.debit, s.credit FROM entries e JOIN invoices i ON i.id = e.invoice_id,
    LATERAL (SELECT round(i.total / 1.1, 2) AS net, round(i.total / 1.1 * 0.6, 2) AS cost) a,
    LATERAL (VALUES (1122, i.total, 0), (6001, 0, a.net), (2221, 0, i.total - a.net), (6401, a.cost, 0),
        (1405, 0, a.cost)) s (account, debit, credit)
"""

SHELF = "UPDATE balance SET on_hand = %s, reserved = 0 WHERE item_id = 0"
