"""News that come by themselves: the subscriber of WebSub."""
