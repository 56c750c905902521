"""What all pages share: the gate, the frame with its navigation, the template engine, and the error pages."""
