"""What a request can prove without an account: who wrote a comment, when a form was asked for, that work was done."""
