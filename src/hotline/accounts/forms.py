"""The form people sign in with."""

from django.contrib.auth.forms import AuthenticationForm


class SignIn(AuthenticationForm):
    """Account name and password. A wrong pair and an account that was closed give the same message."""
