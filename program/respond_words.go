package program

import (
	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
)

// thanksFor is what somebody reads who has answered. Every answer is thanked, and none is argued with.
func thanksFor(a goodturn.Answer, pack string, page AnswerPage) string {
	switch a {
	case goodturn.AnswerYes:
		return "Thank you. That means a lot to me."
	case goodturn.AnswerMiddle:
		switch pack {
		case message.PackProduct:
			return "Thank you. Here is something that you can forward."
		case message.PackProfessional:
			return "Thank you. I will mention you kindly, and tell you how it went."
		}
		return "Thank you. I will call you soon."
	case goodturn.AnswerNotNow:
		return "Thank you for telling me. I will not ask again before " + page.ReturnOn.Letter() + "."
	case goodturn.AnswerNo:
		return "Thank you for telling me. I will not ask again. Everything else goes on as before."
	case goodturn.AnswerStop:
		return "Thank you for telling me. You will get no more messages from me."
	}
	return ""
}
