"""What the database refuses in the quantity book beyond the general guards of the kernel."""

import pgtrigger


def serial_once() -> pgtrigger.Trigger:
    """Refuse a serial number in stock twice. Goods without a lot pay nothing for it.

    The lot's row is locked, so that two receipts of one number at once are seen by each other.
    """
    return pgtrigger.Trigger(
        name="serial_once",
        level=pgtrigger.Row,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("on_hand"),
        condition=pgtrigger.Condition("NEW.lot_id IS NOT NULL AND NEW.on_hand > 0"),
        declare=[("code", "text")],
        func="""
            SELECT l.code INTO code FROM stock_lot l WHERE l.id = NEW.lot_id AND l.is_serial FOR NO KEY UPDATE;
            IF FOUND AND (SELECT sum(b.on_hand) FROM stock_balance b WHERE b.lot_id = NEW.lot_id) > 1 THEN
                RAISE EXCEPTION 'nonet.serial_twice: %', code USING ERRCODE = '23514';
            END IF;
            RETURN NULL;
        """,
    )


def period_open() -> pgtrigger.Trigger:
    """Refuse moves dated on or before the day until which the company's stock period is closed."""
    return pgtrigger.Trigger(
        name="period_open",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_rows"),
        declare=[("closed_day", "date")],
        func="""
            SELECT n.moved_on INTO closed_day FROM (SELECT DISTINCT company_id, moved_on FROM new_rows) n
                JOIN stock_stockperiod p ON p.company_id = n.company_id AND n.moved_on <= p.closed_until LIMIT 1;
            IF closed_day IS NOT NULL THEN
                RAISE EXCEPTION 'nonet.period_closed: %', closed_day USING ERRCODE = '23514';
            END IF;
            RETURN NULL;
        """,
    )
