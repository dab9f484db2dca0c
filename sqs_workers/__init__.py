"""SQS and Lambda hosts."""
