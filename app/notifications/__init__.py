"""What each person should know: mail leaves the outbox here, once the event that wrote it is committed."""
