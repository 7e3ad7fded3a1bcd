"""A large model beside the people, where a centre has connected one: it proposes, people take over. Off by default."""
