"""What leaves the house: e-mails and group robots' messages, from the outbox that ``editorial`` fills."""
