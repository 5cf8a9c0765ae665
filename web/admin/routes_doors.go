package admin

// doorRoutes is every address of log-in, stopping and going on.
func (a *admin) doorRoutes() []route {
	return []route{
		{"GET /login", a.login, true},
		{"POST /login", a.loginPost, true},
		{"GET /login/{token}", a.welcome, true},
		{"GET /welcome/{token}", a.welcome, true},
		{"POST /welcome/{token}", a.welcomePost, true},
		{"POST /logout", a.logout, true},

		{"POST /pause", a.pause, false},
		{"POST /resume", a.resume, false},
		{"POST /observe", a.observe, false},
		{"GET /live", a.live, false},
		{"POST /live", a.goLive, false},
		{"GET /stopped", a.stopped, false},
		{"POST /stopped", a.reconcile, false},

		{"GET /settings", a.settings, false},
	}
}
