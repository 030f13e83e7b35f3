"""What a question means after others: what is carried, narrowed, pointed at, or taken away."""
