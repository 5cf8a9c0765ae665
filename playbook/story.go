package playbook

type Story struct{}

func ParseStory(string, []byte) (*Story, error) { return &Story{}, nil }
