"""The rule `room_fit`."""
