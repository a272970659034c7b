"""What the pages of signing in show in a form of their own."""

from django import template

from nonet.faces.signin.devices import device_name

register = template.Library()
register.filter("device", device_name)
