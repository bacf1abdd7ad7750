"""The app of accounts, as Django knows it."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, sites and who works where."""

    name = "footwise.clinic.accounts"
    label = "accounts"
