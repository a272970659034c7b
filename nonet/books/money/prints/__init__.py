"""The value book on paper: invoices, receipts, statements of account, vouchers and account books."""

from nonet.books.money.prints.books import LEDGER, STATEMENT
from nonet.books.money.prints.claims import INVOICES, PAYMENTS
from nonet.books.money.prints.vouchers import VOUCHERS

PRINTS = (*INVOICES, *PAYMENTS, STATEMENT, *VOUCHERS, LEDGER)
