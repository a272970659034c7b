"""The book of orders as a Django app."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "nonet.books.orders"
    label = "orders"
    verbose_name = "Orders"
