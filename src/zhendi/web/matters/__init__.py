"""What members bring to their organisations, as those see it who must answer."""
